import { marked } from "marked";
import type { Plugin } from "vite";

/** Lets code import a Markdown file as HTML. It is rendered when the page is built, so no renderer is sent to the browser. */
export function markdown(): Plugin {
  return {
    name: "markdown",
    async transform(text, id) {
      if (!id.endsWith(".md")) return undefined;
      return { code: `export default ${JSON.stringify(await marked.parse(text))};`, map: null };
    },
  };
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Html } from "./html.ts";

const require = createRequire(import.meta.url);
const FACES = [
  ["Inter Variable", "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"],
  [
    "JetBrains Mono Variable",
    "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  ],
] as const;

/** The page's style with its typefaces inside, and the dashboard's colours: light on paper, and as the reader's system is on a screen. */
export function readStyle(): Html {
  const theme = readFileSync(new URL("../../../web/theme/theme.css", import.meta.url), "utf8");
  const coloursOf = (name: string) => theme.split(`:root[data-theme="${name}"] {`)[1]?.split("}")[0] ?? "";
  const rungs = theme.slice(theme.indexOf("[data-transport="));
  return new Html(`${FACES.map(([family, file]) => readFace(family, file)).join("\n")}
:root {${coloursOf("light")}}
@media screen and (prefers-color-scheme: dark) { :root {${coloursOf("dark")}} }
${rungs}
${readFileSync(new URL("report.css", import.meta.url), "utf8")}`);
}

function readFace(family: string, file: string): string {
  const bytes = readFileSync(require.resolve(file)).toString("base64");
  return `@font-face { font-family: "${family}"; font-weight: 100 900; src: url(data:font/woff2;base64,${bytes}) format("woff2"); }`;
}

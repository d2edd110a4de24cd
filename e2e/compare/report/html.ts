/** Text that is HTML as it stands. Only `html` makes it, so what nobody has escaped cannot get in. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: strings are escaped, and what there is not leaves nothing behind. */
export type Content = Html | string | number | undefined | false | readonly Content[];

/** Names come from people's plan files, and errors from anywhere: all that is put into the template is escaped. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.map((part, i) => part + write(contents[i])).join(""));
}

function write(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  if (typeof content === "object") return content.map(write).join("");
  return String(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * JSON that may stand in a `<script>`: there nothing is escaped, and `</script` and `<!--` end or change it (HTML
 * §4.12.1.3).
 */
export function jsonForScript(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}

/** `http` and `https` alone: a link out of a file might as well be a script. A path is one of the lab's default address. */
export function safeLink(link: string): string | undefined {
  const url = URL.parse(link, "http://127.0.0.1:4000/");
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

import { headerIn, headOf } from "./head.ts";

/**
 * The same request as a command line for sh, to be sent to `origin` (`http://localhost:4000`); undefined where the bytes
 * hold no whole request. Host and Content-Length are left to curl, which knows them better; what curl would add of its own is left out.
 */
export function curlOf(bytes: Uint8Array, origin: string): string | undefined {
  const head = headOf(bytes);
  const [method, target] = head?.startLine.split(" ") ?? [];
  if (!head || !method || !target?.startsWith("/")) return undefined;
  const isUpgrade = headerIn(head, "Upgrade") !== undefined;
  const body = new TextDecoder().decode(head.body);
  const options = [
    // The head of the answer, too, and each byte as it comes: a stream shows nothing otherwise.
    "-iN",
    ...(isUpgrade ? ["--http1.1"] : []),
    ...methodOption(method, body),
    // Neither brackets nor dots in the URL mean anything but themselves.
    "--globoff",
    "--path-as-is",
    ...head.headers.filter(([name]) => !OWN.test(name)).map(([name, value]) => header(name, value)),
    ...ADDED.filter((name) => headerIn(head, name) === undefined).map((name) => `-H ${quote(`${name}:`)}`),
    ...(body === "" ? [] : [`--data-raw ${quote(body)}`]),
  ];
  return ["curl", ...options, quote(origin + target)].join(" \\\n  ");
}

const OWN = /^(host|content-length|transfer-encoding)$/i;
const ADDED: readonly string[] = ["User-Agent", "Accept", "Content-Type"];

/** An empty header is said with a semicolon; with a colon curl would leave it out. */
function header(name: string, value: string): string {
  return `-H ${quote(value === "" ? `${name};` : `${name}: ${value}`)}`;
}

function methodOption(method: string, body: string): string[] {
  if (method === "HEAD") return ["--head"];
  return method === (body === "" ? "GET" : "POST") ? [] : [`-X ${quote(method)}`];
}

/** Nothing means anything within single quotes but their end (POSIX XCU §2.2.2). */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

import type { EntryKind, Field } from "#protocol/wire/entry.ts";
import { EXPLANATIONS, type Explanation } from "./explanations.ts";
import { HEADERS } from "./headers.ts";

/** What a field is for; undefined where nobody has written it down, as for a header that only an extension sends. */
export function explain({ name, value }: Field, kind: EntryKind): Explanation | undefined {
  // Both a line of an event and a frame of the lab have an `id`.
  if (name === "id" && kind === "text") return EXPLANATIONS["frame id"];
  if (name === "header") return HEADERS[headerName(value)] ?? EXPLANATIONS.header;
  return EXPLANATIONS[name] ?? HEADERS[name.toLowerCase()];
}

/** `Host: lab` → `host`. */
function headerName(line: string): string {
  return line.slice(0, line.indexOf(":")).trim().toLowerCase();
}

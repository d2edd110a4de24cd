import type { EntryKind, Field } from "#protocol/wire/entry.ts";
import { EXPLANATIONS, type Explanation } from "./explanations.ts";
import { HEADERS } from "./headers.ts";

const HEADS: readonly EntryKind[] = ["request", "response", "upgrade", "switch", "stream"];

/** What a field is for. Whatever else stands in a head is a header, which only an extension or a proxy would send. */
export function explain({ name }: Field, kind: EntryKind): Explanation | undefined {
  const known = entryIn(EXPLANATIONS, name) ?? entryIn(HEADERS, name.toLowerCase());
  return known ?? (HEADS.includes(kind) ? EXPLANATIONS.header : undefined);
}

/** A header may be called as it likes, also as what every object has: `constructor`. */
function entryIn(table: Readonly<Record<string, Explanation>>, name: string): Explanation | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

import type { Entry } from "#protocol/wire/entry.ts";

/** The arrows before and after one, on its lane. */
export interface Neighbours {
  readonly previous: Entry | undefined;
  readonly next: Entry | undefined;
}

/** Looks from the entry outwards, as its neighbours are near even where the tape is long. Entries stand in order of id. */
export function neighboursOf(entries: readonly Entry[], { id, lane }: Entry): Neighbours {
  const at = entries.findIndex((entry) => entry.id >= id);
  if (at < 0) return { previous: entries.findLast((entry) => entry.lane === lane), next: undefined };
  let before = at - 1;
  while (before >= 0 && entries[before]?.lane !== lane) before -= 1;
  let after = entries[at]?.id === id ? at + 1 : at;
  while (after < entries.length && entries[after]?.lane !== lane) after += 1;
  return { previous: entries[before], next: entries[after] };
}

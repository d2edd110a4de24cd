import type { Entry } from "#protocol/wire/entry.ts";
import type { Batch } from "./operator-words.ts";
import type { Dissection, Incident, Published, Tape } from "./tape.ts";

/** The page's copy of the tape: entries without their bytes, which stay in the worker until one is asked for. */
export interface LiveTape extends Tape {
  absorb(batch: Batch): void;
  /** What was done to the network has changed. */
  touch(): void;
  /** Another network: all of the one before is forgotten. */
  clear(incidents: readonly Incident[]): void;
}

export interface LiveTapeParts {
  /** Server clock minus page clock, ms, as well as it is known now. */
  readonly offsetMs: () => number;
  readonly dissect: (id: number) => Promise<Dissection | undefined>;
}

/** Half an hour at ten updates a second, a minute and a half at 200. */
const UPDATES = 20_000;

export function createLiveTape({ offsetMs, dissect }: LiveTapeParts): LiveTape {
  const subscribers = new Set<() => void>();
  const entries: Entry[] = [];
  const updates: Published[] = [];
  let incidents: readonly Incident[] = [];
  let lost = 0;
  let unrecorded = 0;
  let version = 0;
  let life = 0;

  function grow(): void {
    version += 1;
    for (const changed of subscribers) changed();
  }

  /** Ids have no holes, so an entry's place is told by the first one's. */
  function put(entry: Entry): void {
    const place = entry.id - (entries[0]?.id ?? entry.id);
    if (place >= 0) entries[place] = entry;
  }

  return {
    entries,
    updates,
    get incidents() {
      return incidents;
    },
    get version() {
      return version;
    },
    get life() {
      return life;
    },
    get lost() {
      return lost;
    },
    get unrecorded() {
      return unrecorded;
    },
    get offsetMs() {
      return offsetMs();
    },
    dissect,
    subscribe(changed) {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    absorb(batch) {
      entries.splice(0, Math.max(0, batch.first - (entries[0]?.id ?? batch.first)));
      for (const entry of batch.changed) put(entry);
      updates.push(...batch.updates);
      updates.sort((one, other) => one.at - other.at); // a stream that lags tells of what a poll has left out
      updates.splice(0, Math.max(0, updates.length - UPDATES));
      lost = batch.lost;
      unrecorded = batch.unrecorded;
      grow();
    },
    touch: grow,
    clear(next) {
      entries.length = updates.length = 0;
      incidents = next;
      life += 1;
      lost = unrecorded = 0;
      grow();
    },
  };
}

import type { Tape } from "../network/tape.ts";
import { createTapeStore } from "../network/tape-store.ts";
import type { Trace } from "./trace.ts";

/** A trace to look through, as the tape of a run that is over. */
export interface TraceTape extends Tape {
  readonly trace: Trace;
  /** Time of its last record, server clock. */
  readonly endsAt: number;
}

/** Decodes a trace all at once. Nothing of it changes any more; bytes are at hand without a worker. */
export function createTraceTape(trace: Trace): TraceTape {
  const store = createTapeStore();
  store.feed(trace.records);
  return {
    trace,
    endsAt: trace.records.at(-1)?.at ?? 0,
    entries: store.entries,
    updates: store.updates,
    lost: store.lost,
    incidents: trace.incidents.map(({ at, until, words }) => ({ at, until, words })),
    version: 1,
    offsetMs: 0,
    dissect: async (id) => store.dissect(id),
    subscribe: () => () => {},
  };
}

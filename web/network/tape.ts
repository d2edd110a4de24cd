import type { Position } from "#protocol/position.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { Entry, Field } from "#protocol/wire/entry.ts";

/** The bytes of one entry, and what they say. */
export interface Dissection {
  readonly bytes: Uint8Array;
  readonly fields: readonly Field[];
}

/** An update of the counter, by its position: after a restart numbers come again. */
export interface Published extends Position {
  readonly at: number;
}

/** What was done to the network, and when: faults as words ("stall", "latency 100 ms"), acts, the server down and up. */
export interface Incident {
  readonly at: number;
  /** Undefined while it lasts; `at` for what happens in a moment. */
  readonly until: number | undefined;
  readonly words: string;
}

/** Turns records into entries, and keeps the newest of both. Lives beside the network's socket, in a worker of its own. */
export interface TapeStore {
  feed(records: readonly TapeRecord[]): void;
  /** In order of `id`, without holes; an entry is replaced by a newer object when it grows or arrives. */
  readonly entries: readonly Entry[];
  /** In order of publication. */
  readonly updates: readonly Published[];
  /** Entries that are gone from the ring. */
  readonly lost: number;
  dissect(id: number): Dissection | undefined;
}

/**
 * What the wire held, as the page has it: live from the network, or out of a trace file. A ring: the oldest entries go.
 * The timeline, the inspector and the exports read this, and nothing else.
 */
export interface Tape {
  /** In order of `id`; an entry is replaced by a newer object when it grows or arrives. */
  readonly entries: readonly Entry[];
  /** Grows with every change, so that a view knows whether to draw anew. */
  readonly version: number;
  /** Grows when all is forgotten for another run, whose ids begin at 1 again. */
  readonly life: number;
  /** Entries that are gone from the ring. */
  readonly lost: number;
  /** Records that found no room on their way to the page: gaps. 0 for a trace, whose gaps stand in its entries. */
  readonly unrecorded: number;
  /** The counter's updates, server clock: the ruler. Published whether or not anyone heard of it. */
  readonly updates: readonly Published[];
  /** What was done to the network, and when: faults as words ("stall", "latency 100 ms"), acts, the server down and up. */
  readonly incidents: readonly {
    readonly at: number;
    readonly until: number | undefined;
    readonly words: string;
  }[];
  /** Server clock minus page clock, ms; 0 for a trace. */
  readonly offsetMs: number;
  /** Undefined where the bytes are gone. */
  dissect(id: number): Promise<Dissection | undefined>;
  subscribe(changed: () => void): () => void;
}

/** One update on one lane, found in a tape. */
export type Sighting = { readonly transport: TransportName; readonly entry: Entry };

import { formatPosition } from "#protocol/position.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Tape } from "../network/tape.ts";
import { createSpans, firstFrom, type Spans, type Timed } from "./spans.ts";

/** One entry on its way from rail to rail. */
export interface Arrow extends Timed {
  readonly entry: Entry;
  /** It never arrives: its connection ended at `until` while it was on its way. */
  readonly isLost: boolean;
}

/** Something that lasts: a question until its answer, a poll parked at the server, a stream or socket that is open. */
export interface Bar extends Timed {
  readonly kind: "asking" | "parked" | "open";
  /** The answer held nothing new. */
  readonly isEmpty: boolean;
}

/** What one lane did, ready to be looked up by time or by update. */
export interface LaneIndex {
  readonly arrows: Spans<Arrow>;
  readonly bars: Spans<Bar>;
  /** What carried an update to the browser, by the update's position, in order. */
  readonly carriers: ReadonlyMap<string, readonly Entry[]>;
  /** The newest that carried one, and has arrived. */
  readonly newestCarrier: Entry | undefined;
}
export type WireIndex = Readonly<Record<TransportName, LaneIndex>>;

const known = new WeakMap<Tape, { readonly version: number; readonly index: WireIndex }>();

/** The index of a tape as it is now; made anew when the tape has changed. */
export function indexOf(tape: Tape): WireIndex {
  const before = known.get(tape);
  if (before?.version === tape.version) return before.index;
  const index = createIndex(tape);
  known.set(tape, { version: tape.version, index });
  return index;
}

/** An entry by its id; undefined once it is gone from the ring. */
export function entryOf({ entries }: Tape, id: number | undefined): Entry | undefined {
  if (id === undefined) return undefined;
  const entry = entries[firstFrom(entries, id, (one) => one.id)];
  return entry?.id === id ? entry : undefined;
}

function createIndex(tape: Tape): WireIndex {
  const byLane: Record<TransportName, Entry[]> = {
    "short-polling": [],
    "long-polling": [],
    sse: [],
    websocket: [],
  };
  /** When a connection ended, and when its stream did, by connection. */
  const ended = new Map<number, number>();
  const streamed = new Map<number, number>();
  for (const entry of tape.entries) {
    if (entry.lane === "control") continue;
    byLane[entry.lane].push(entry);
    const ends = entry.kind === "ended" ? ended : entry.kind === "last-chunk" ? streamed : undefined;
    if (ends && !ends.has(entry.connection)) ends.set(entry.connection, entry.sentAt);
  }

  function arrowOf(entry: Entry): Arrow {
    const lostAt = entry.arrivedAt === undefined ? ended.get(entry.connection) : undefined;
    const until = entry.arrivedAt ?? lostAt ?? Infinity;
    return { entry, from: entry.sentAt, until, isLost: lostAt !== undefined };
  }

  function barOf(entry: Entry): Bar | undefined {
    const over = ended.get(entry.connection) ?? Infinity;
    if (entry.kind === "stream" || entry.kind === "switch") {
      const until = Math.min(over, streamed.get(entry.connection) ?? Infinity);
      return { kind: "open", isEmpty: false, from: entry.sentAt, until };
    }
    if (entry.kind !== "request" || (entry.lane !== "short-polling" && entry.lane !== "long-polling"))
      return undefined;
    const answer = entryOf(tape, entry.pair);
    const isEmpty = answer?.isEmpty ?? false;
    if (entry.lane === "short-polling" || entry.label.startsWith("POST"))
      return { kind: "asking", isEmpty, from: entry.sentAt, until: answer?.arrivedAt ?? over };
    if (entry.arrivedAt === undefined) return undefined; // nothing is parked before it is there
    return { kind: "parked", isEmpty, from: entry.arrivedAt, until: answer?.sentAt ?? over };
  }

  function indexLane(transport: TransportName): LaneIndex {
    const entries = byLane[transport];
    const carriers = new Map<string, Entry[]>();
    let newestCarrier: Entry | undefined;
    for (const entry of entries) {
      if (entry.from !== "server") continue;
      for (const seq of entry.seqs) {
        const position = formatPosition({ epoch: entry.epoch ?? "", seq });
        const before = carriers.get(position);
        if (before) before.push(entry);
        else carriers.set(position, [entry]);
      }
      if (entry.seqs.length > 0 && entry.arrivedAt !== undefined) newestCarrier = entry;
    }
    return {
      arrows: createSpans(entries.map(arrowOf)),
      bars: createSpans(entries.flatMap((entry) => barOf(entry) ?? [])),
      carriers,
      newestCarrier,
    };
  }

  return Object.fromEntries(TRANSPORTS.map((name) => [name, indexLane(name)])) as Record<
    TransportName,
    LaneIndex
  >;
}

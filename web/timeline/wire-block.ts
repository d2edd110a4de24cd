import { formatPosition } from "#protocol/position.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { createSpans, type Spans, type Timed } from "./spans.ts";

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

/** Entries that follow each other, indexed. */
export interface Block {
  readonly entries: readonly Entry[];
  readonly lanes: Readonly<Record<TransportName, LaneBlock>>;
  /** Nothing of it is on its way or lasts: while these and their answers are the same, so is the index. */
  readonly isAtRest: boolean;
  /** Answers that had not arrived when their connection ended: what was on its way may still come. */
  readonly awaited: ReadonlyMap<number, Entry | undefined>;
}

export interface LaneBlock {
  readonly arrows: Spans<Arrow>;
  readonly bars: Spans<Bar>;
  /** What carried an update to the browser, the newest, by the update's position. */
  readonly carriers: ReadonlyMap<string, Entry>;
  /** The newest that carried one, and has arrived. */
  readonly newestCarrier: Entry | undefined;
}

/** What entries of other blocks say about those of this one. */
export interface Surroundings {
  /** When a connection ended, and when its stream did, by connection. */
  readonly ended: ReadonlyMap<number, number>;
  readonly streamed: ReadonlyMap<number, number>;
  entryOf(id: number | undefined): Entry | undefined;
}

export function createBlock(entries: readonly Entry[], { ended, streamed, entryOf }: Surroundings): Block {
  let isAtRest = true;
  const awaited = new Map<number, Entry | undefined>();

  function arrowOf(entry: Entry): Arrow {
    const lostAt = entry.arrivedAt === undefined ? ended.get(entry.connection) : undefined;
    const until = entry.arrivedAt ?? lostAt ?? Infinity;
    if (until === Infinity) isAtRest = false;
    return { entry, from: entry.sentAt, until, isLost: lostAt !== undefined };
  }

  function barOf(entry: Entry): Bar | undefined {
    const over = ended.get(entry.connection) ?? Infinity;
    if (entry.kind === "stream" || entry.kind === "switch") {
      const until = Math.min(over, streamed.get(entry.connection) ?? Infinity);
      if (until === Infinity) isAtRest = false;
      return { kind: "open", isEmpty: false, from: entry.sentAt, until };
    }
    if (entry.kind !== "request" || (entry.lane !== "short-polling" && entry.lane !== "long-polling"))
      return undefined;
    const answer = entryOf(entry.pair);
    // Until all of it is there, nobody knows whether it is empty.
    if (answer?.arrivedAt === undefined) {
      if (over === Infinity) isAtRest = false;
      else if (entry.pair !== undefined) awaited.set(entry.pair, answer);
    }
    const isEmpty = answer?.isEmpty ?? false;
    if (entry.lane === "short-polling" || entry.label.startsWith("POST"))
      return { kind: "asking", isEmpty, from: entry.sentAt, until: answer?.arrivedAt ?? over };
    if (entry.arrivedAt === undefined) return undefined; // nothing is parked before it is there
    return { kind: "parked", isEmpty, from: entry.arrivedAt, until: answer?.sentAt ?? over };
  }

  function laneOf(transport: TransportName): LaneBlock {
    const ours = entries.filter(({ lane }) => lane === transport);
    const carriers = new Map<string, Entry>();
    let newestCarrier: Entry | undefined;
    for (const entry of ours) {
      if (entry.from !== "server") continue;
      for (const seq of entry.seqs) carriers.set(formatPosition({ epoch: entry.epoch ?? "", seq }), entry);
      if (entry.seqs.length > 0 && entry.arrivedAt !== undefined) newestCarrier = entry;
    }
    return {
      arrows: createSpans(ours.map(arrowOf)),
      bars: createSpans(ours.flatMap((entry) => barOf(entry) ?? [])),
      carriers,
      newestCarrier,
    };
  }

  const lanes = Object.fromEntries(TRANSPORTS.map((name) => [name, laneOf(name)])) as Block["lanes"];
  return { entries, lanes, isAtRest, awaited };
}

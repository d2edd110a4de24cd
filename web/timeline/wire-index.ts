import { formatPosition, type Position } from "#protocol/position.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Tape } from "../network/tape.ts";
import { firstFrom, joinSpans, type Spans } from "./spans.ts";
import { type Arrow, type Bar, type Block, createBlock, type Surroundings } from "./wire-block.ts";

/** What one lane did, ready to be looked up by time or by update. */
export interface LaneIndex {
  readonly arrows: Spans<Arrow>;
  readonly bars: Spans<Bar>;
  /** The newest that carried an update to the browser. */
  carrierOf(update: Position): Entry | undefined;
  /** The newest that carried one, and has arrived. */
  readonly newestCarrier: Entry | undefined;
}
export type WireIndex = Readonly<Record<TransportName, LaneIndex>>;

/** So many entries are indexed together: of thousands, only those at the end, and the few that last, are indexed again. */
const BLOCK = 256;

const known = new WeakMap<Tape, { readonly version: number; readonly index: WireIndex }>();
/** By its first entry, whatever tape that is on: one that is held has the same entries. */
const blocks = new WeakMap<Entry, Block>();

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
  const around = surroundingsOf(tape);
  const all = cut(tape.entries).map((entries) => blockOf(entries, around));
  return Object.fromEntries(
    TRANSPORTS.map((name) => [name, indexLane(all.map(({ lanes }) => lanes[name]))]),
  ) as Record<TransportName, LaneIndex>;
}

function surroundingsOf(tape: Tape): Surroundings {
  const ended = new Map<number, number>();
  const streamed = new Map<number, number>();
  for (const { kind, connection, sentAt } of tape.entries) {
    const ends = kind === "ended" ? ended : kind === "last-chunk" ? streamed : undefined;
    if (ends && !ends.has(connection)) ends.set(connection, sentAt);
  }
  return { ended, streamed, entryOf: (id) => entryOf(tape, id) };
}

/** By id, so that a block keeps its entries while older ones go from the ring. */
function cut(entries: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = [];
  for (let start = 0; start < entries.length; ) {
    const id = entries[start]?.id ?? 0;
    const end = firstFrom(entries, (Math.floor(id / BLOCK) + 1) * BLOCK, (one) => one.id, start);
    parts.push(entries.slice(start, end));
    start = end;
  }
  return parts;
}

function blockOf(entries: readonly Entry[], around: Surroundings): Block {
  const first = entries[0] as Entry;
  const before = blocks.get(first);
  const isSame =
    before?.isAtRest &&
    before.entries.length === entries.length &&
    before.entries.every((entry, place) => entry === entries[place]) &&
    [...before.awaited].every(([id, answer]) => answer === around.entryOf(id));
  if (isSame) return before;
  const block = createBlock(entries, around);
  blocks.set(first, block);
  return block;
}

function indexLane(lanes: readonly Block["lanes"][TransportName][]): LaneIndex {
  return {
    arrows: joinSpans(lanes.map(({ arrows }) => arrows)),
    bars: joinSpans(lanes.map(({ bars }) => bars)),
    carrierOf(update) {
      const position = formatPosition(update);
      return lanes.findLast(({ carriers }) => carriers.has(position))?.carriers.get(position);
    },
    newestCarrier: lanes.findLast(({ newestCarrier }) => newestCarrier)?.newestCarrier,
  };
}

import type { LanePort } from "../network.ts";
import type { Side } from "../tape.ts";
import type { Entry, EntryKind } from "./entry.ts";
import { createStream, type Stream } from "./stream.ts";

/** A new entry, or what has changed of one. */
export type Tell = (id: number, change: Partial<Entry>) => void;

/** One side's half of a connection: cuts its stream into entries, and keeps the times of each. */
export interface Direction {
  readonly stream: Stream;
  /** Where the entry begins that is being read. */
  readonly start: number;
  came(bytes: Uint8Array, at: number): void;
  /** The tape has a gap: the bytes before `to` will never be seen. */
  skip(to: number, at: number): void;
  handedOn(to: number, at: number): void;
  /** There are bytes of an entry, though not all of them: its id. Undefined where there are none. */
  begin(kind: EntryKind): number | undefined;
  /** All bytes before `end` are there, and are one entry: its id. */
  take(end: number, facts: Facts): number;
  /** Something without bytes, at a moment. */
  mark(facts: Facts, at: number): void;
}

export type Facts = Pick<Entry, "kind" | "label"> &
  Partial<Pick<Entry, "seqs" | "epoch" | "payloadBytes" | "pair" | "isEmpty">>;

export interface DirectionParts {
  readonly connection: number;
  readonly lane: LanePort;
  readonly from: Side;
  readonly newId: () => number;
  readonly tell: Tell;
}

/** All of the stream before `to` had come, or was handed on, at that time. */
interface Mark {
  readonly to: number;
  readonly at: number;
}

export function createDirection({ connection, lane, from, newId, tell }: DirectionParts): Direction {
  const stream = createStream();
  const came: Mark[] = [];
  const handedOn: Mark[] = [];
  /** Whole, and on their way. */
  const flying: { readonly id: number; readonly end: number }[] = [];
  let start = 0;
  let growing: number | undefined;

  function create(kind: EntryKind, sentAt: number): number {
    const id = newId();
    const nothing = { end: undefined, wholeAt: undefined, arrivedAt: undefined };
    const plain = { label: "…", seqs: [], payloadBytes: 0 };
    tell(id, { id, connection, lane, from, kind, start, sentAt, ...nothing, ...plain });
    return id;
  }

  function begin(kind: EntryKind): number | undefined {
    if (growing === undefined && stream.end > start) growing = create(kind, timeOf(came, start + 1) ?? 0);
    return growing;
  }

  function mark(facts: Facts, at: number): void {
    const id = create(facts.kind, at);
    tell(id, { ...facts, end: start, wholeAt: at, arrivedAt: at });
  }

  return {
    stream,
    get start() {
      return start;
    },
    came(bytes, at) {
      stream.append(bytes);
      came.push({ to: stream.end, at });
    },
    skip(to, at) {
      if (growing !== undefined) tell(growing, { kind: "malformed", label: "cut off", end: stream.end });
      growing = undefined;
      const label = `${to - stream.end} bytes are not on the tape`;
      stream.skip(to);
      start = to;
      mark({ kind: "malformed", label }, at);
    },
    handedOn(to, at) {
      handedOn.push({ to, at });
      for (let first = flying[0]; first && first.end <= to; first = flying[0]) {
        tell(first.id, { arrivedAt: at });
        flying.shift();
      }
    },
    begin,
    take(end, facts) {
      const id = begin(facts.kind) ?? create(facts.kind, 0);
      const arrivedAt = timeOf(handedOn, end);
      tell(id, { ...facts, end, wholeAt: timeOf(came, end), arrivedAt });
      if (arrivedAt === undefined) flying.push({ id, end });
      growing = undefined;
      start = end;
      stream.release(end);
      for (const marks of [came, handedOn]) while ((marks[0]?.to ?? Infinity) <= end) marks.shift();
      return id;
    },
    mark,
  };
}

function timeOf(marks: readonly Mark[], offset: number): number | undefined {
  return marks.find(({ to }) => to >= offset)?.at;
}

import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { LaneEvent, Snapshot } from "../measuring/snapshot.ts";
import type { Outcome } from "../transports/transport.ts";
import { createRing, type Ring } from "./ring.ts";
import { createTeeth, type Teeth } from "./teeth.ts";

export type Arrival = Extract<LaneEvent, { kind: "message" }>;
export interface Span {
  readonly startedAt: number;
  endedAt: number | undefined;
  /** Undefined until it has ended. */
  outcome: Outcome | undefined;
}
export interface Update {
  readonly seq: number;
  readonly publishedAt: number;
}
/** What a lane had cost by then, as the server counted it. */
export interface Total {
  readonly at: number;
  readonly requests: number;
  readonly bytes: number;
}

export interface LaneHistory {
  readonly arrivals: Ring<Arrival>;
  readonly polls: Ring<Span>;
  readonly connections: Ring<Span>;
  /** When something went up: a +1, or a probe. */
  readonly sent: Ring<number>;
  readonly teeth: Teeth;
  readonly totals: Ring<Total>;
}

/** The last minute or so, for what is drawn. Filled by snapshots, outside of React. */
export interface History {
  readonly lanes: Readonly<Record<TransportName, LaneHistory>>;
  /** Every update of the counter that any lane has seen, in order. */
  readonly updates: Ring<Update>;
  absorb(snapshot: Snapshot): void;
  /** Forgets what is over; what is still open stays, for its end will come. */
  reset(): void;
  /** Forgets all: a new run begins, and counts its ids anew. */
  clear(): void;
}

/** Thirty seconds of 200 updates a second, and some more. */
const EVENTS = 8192;
/** A minute of totals, two a second. */
const TOTALS = 120;
const TOTALS_MS = 500;

export function createHistory(): History {
  const lanes = Object.fromEntries(TRANSPORTS.map((name) => [name, createLaneHistory()])) as Record<
    TransportName,
    LaneHistory
  >;
  const updates = createRing<Update>(EVENTS);
  /** Spans that have begun, until they end. Ids are unique over all lanes. */
  const open = new Map<number, { ring: Ring<Span>; span: Span }>();
  let newest: Update | undefined;
  let totalsAt = Number.NEGATIVE_INFINITY;

  function absorbEvent(event: LaneEvent): void {
    const lane = lanes[event.transport];
    if (event.kind === "message") {
      lane.arrivals.push(event);
      lane.teeth.see(event);
      // A new life of the log begins at 1 again: what is published later is newer, whatever its number.
      if (!newest || event.publishedAt > newest.publishedAt) {
        newest = { seq: event.seq, publishedAt: event.publishedAt };
        updates.push(newest);
      }
    } else if (event.kind === "sent") lane.sent.push(event.at);
    else if (event.kind === "poll") settle(lane.polls, event);
    else if (event.kind === "connection") settle(lane.connections, event);
  }

  /** A span is told of twice: when it starts, and when it ends. */
  function settle(
    ring: Ring<Span>,
    { id, startedAt, endedAt, outcome }: Span & { readonly id: number },
  ): void {
    const known = open.get(id)?.span;
    const span = known ?? { startedAt, endedAt, outcome };
    if (known) Object.assign(known, { endedAt, outcome });
    else ring.push(span);
    if (endedAt === undefined) open.set(id, { ring, span });
    else open.delete(id);
  }

  function reset(): void {
    newest = undefined;
    totalsAt = Number.NEGATIVE_INFINITY;
    updates.clear();
    for (const lane of Object.values(lanes)) for (const part of Object.values(lane)) part.clear();
    for (const { ring, span } of open.values()) ring.push(span);
  }

  return {
    lanes,
    updates,
    absorb(snapshot) {
      for (const event of snapshot.events) absorbEvent(event);
      if (snapshot.at - totalsAt < TOTALS_MS) return;
      totalsAt = snapshot.at;
      for (const name of TRANSPORTS) {
        const { meter } = snapshot.lanes[name];
        if (!meter) continue;
        const { requests, bytesIn, bytesOut } = meter;
        lanes[name].totals.push({ at: snapshot.at, requests, bytes: bytesIn + bytesOut });
      }
    },
    reset,
    clear() {
      open.clear();
      reset();
    },
  };
}

function createLaneHistory(): LaneHistory {
  return {
    arrivals: createRing(EVENTS),
    polls: createRing(EVENTS),
    connections: createRing(64),
    sent: createRing(64),
    teeth: createTeeth(),
    totals: createRing(TOTALS),
  };
}

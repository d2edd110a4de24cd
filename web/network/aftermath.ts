import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { LaneEvent, Snapshot } from "../measuring/snapshot.ts";
import type { Incident } from "./tape.ts";

/** What an incident meant for one lane, until the next one. */
export interface LaneAftermath {
  /** From the incident until the lane knew that something was wrong, ms; undefined: it never did. */
  readonly noticedMs: number | undefined;
  /** From the incident to the first message that came after it was over, or after the lane came back, ms. */
  readonly backMs: number | undefined;
  readonly missed: number;
  readonly duplicated: number;
  /** Messages that came more than `LATE_MS` after their publication; by short polling, than that and its interval. */
  readonly late: number;
}

/** One thing that was done to the network, or several at once. Times in page time, ms. */
export interface Aftermath {
  readonly at: number;
  readonly words: string;
  readonly lanes: Readonly<Record<TransportName, LaneAftermath>>;
}

export interface AftermathList {
  readonly list: readonly Aftermath[];
  /** `toPageMs` is taken off the server's times. */
  absorb(snapshot: Snapshot, incidents: readonly Incident[], toPageMs: number): void;
  /** The lanes' figures count from zero again: of what was before nothing is left to compare them with. */
  forget(): void;
  /** A new run begins, with incidents of its own. */
  clear(): void;
}

export const LATE_MS = 1000;
/** What happens within so short a time is one thing, ms. */
const TOGETHER_MS = 250;
/** The newest so many are kept. */
const REMEMBERED = 20;

interface Row {
  readonly at: number;
  /** Until then nothing can come; undefined while it lasts. */
  until: number | undefined;
  words: string;
  readonly lanes: Record<TransportName, Mutable<LaneAftermath>>;
  readonly before: Record<TransportName, Counted>;
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Counted = Pick<LaneAftermath, "missed" | "duplicated">;

/**
 * Watches what becomes of each lane after each incident. What a snapshot tells is looked at when the next one comes, so
 * that an incident which the network tells of a little later still finds it.
 */
export function createAftermathList(): AftermathList {
  let rows: Row[] = [];
  /** Time of the newest incident that was seen, server clock: their list is bounded, so a place in it says nothing. */
  let seenAt = Number.NEGATIVE_INFINITY;
  let last: Snapshot | undefined;

  function begin({ at: serverAt, until, words }: Incident, toPageMs: number, before: Snapshot): void {
    const at = serverAt - toPageMs;
    const newest = rows.at(-1);
    if (newest && at - newest.at < TOGETHER_MS) {
      newest.words += `, ${words}`;
      return;
    }
    rows = [
      ...rows.slice(1 - REMEMBERED),
      {
        at,
        until: holdsBack(words) ? until : at,
        words,
        lanes: eachLane(() => ({
          noticedMs: undefined,
          backMs: undefined,
          missed: 0,
          duplicated: 0,
          late: 0,
        })),
        before: eachLane((transport) => countsOf(before, transport)),
      },
    ];
  }

  function hear(event: LaneEvent, pollMs: number): void {
    const at = event.kind === "message" ? event.arrivedAt : event.kind === "health" ? event.at : undefined;
    const row = at === undefined ? undefined : rows.findLast((one) => one.at <= at);
    const lane = row?.lanes[event.transport];
    if (at === undefined || !row || !lane) return;
    if (event.kind === "health" && !event.isWell) lane.noticedMs ??= at - row.at;
    if (event.kind !== "message") return;
    const patienceMs = LATE_MS + (event.transport === "short-polling" ? pollMs : 0);
    if (event.stalenessMs > patienceMs) lane.late += 1;
    const isOver = row.until !== undefined && at >= row.until;
    // What was on its way already when it happened is no sign that the lane is back.
    if (isOver && (lane.noticedMs !== undefined || event.publishedAt > row.at)) lane.backMs ??= at - row.at;
  }

  function forget(): void {
    rows = [];
    last = undefined;
  }

  return {
    get list() {
      return rows;
    },
    absorb(snapshot, incidents, toPageMs) {
      const before = last ?? snapshot;
      for (const incident of incidents.filter(({ at }) => at > seenAt))
        if (snapshot.startedAt !== undefined && incident.at - toPageMs >= snapshot.startedAt)
          if (incident.words !== "server down") begin(incident, toPageMs, before);
      seenAt = Math.max(seenAt, incidents.at(-1)?.at ?? seenAt);
      const newest = rows.at(-1);
      if (newest && newest.until === undefined) {
        const lasting = incidents.findLast(({ words }) => holdsBack(words));
        newest.until = lasting?.until === undefined ? undefined : lasting.until - toPageMs;
      }
      for (const event of last?.events ?? []) hear(event, snapshot.scenario.pollMs);
      if (newest)
        for (const transport of TRANSPORTS) {
          const now = countsOf(snapshot, transport);
          newest.lanes[transport].missed = now.missed - newest.before[transport].missed;
          newest.lanes[transport].duplicated = now.duplicated - newest.before[transport].duplicated;
        }
      last = snapshot;
    },
    forget,
    clear() {
      forget();
      seenAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** Of all faults only the stall holds back every message, and lets it through once it is over. */
const holdsBack = (words: string) => words === "stall";

function countsOf({ lanes }: Snapshot, transport: TransportName): Counted {
  const { missed, duplicated } = lanes[transport].figures;
  return { missed, duplicated };
}

function eachLane<T>(make: (transport: TransportName) => T): Record<TransportName, T> {
  return Object.fromEntries(TRANSPORTS.map((name) => [name, make(name)])) as Record<TransportName, T>;
}

import type { MeterKey, ServerMeter, SessionMeter } from "#protocol/meter.ts";
import { Refusal } from "#protocol/refusal.ts";
import { addCounts, clearLane, createLane, type Lane, readLane, settleLane } from "./lane.ts";

/** One page or one scripted client, with a lane for each transport it has used. */
export interface Session {
  readonly id: string;
  lane(key: MeterKey): Lane;
}

export interface SessionLimits {
  /** At most so many at a time. */
  readonly count: number;
  /** Gone is who has no open connection and has asked nothing for so long, ms. What was its alone then ends. */
  readonly goneAfterMs: number;
  /** So long after, ms, its figures are forgotten (the server's sums keep them). */
  readonly forgetAfterMs: number;
}

export interface Sessions {
  /** The session of that id, which begins with its first request. Throws a `Refusal` when there are too many. */
  enter(id: string): Session;
  has(id: string): boolean;
  meter(id: string): SessionMeter;
  /** When the session's figures last stood at zero: at its first request, or at its last reset. ms since 1970. */
  since(id: string): number;
  reset(id: string): void;
  total(): ServerMeter;
  /** Looks who is gone, and forgets who is gone for long; to be called now and then. */
  sweep(): void;
}

interface Entry extends Session {
  readonly lanes: Map<MeterKey, Lane>;
  since: number;
  seenAt: number;
  gone: boolean;
}

export interface SessionsParts {
  readonly limits: SessionLimits;
  readonly now: () => number;
  /** The lane of the bytes that belong to no session. */
  readonly unclaimed: Lane;
  readonly onGone: (id: string) => void;
}

export function createSessions({ limits, now, unclaimed, onGone }: SessionsParts): Sessions {
  const records = new Map<string, Entry>();
  const past = new Map<MeterKey, Lane>([["control", unclaimed]]);

  function begin(id: string): Entry {
    if (records.size >= limits.count) sweep();
    if (records.size >= limits.count) forgetLongestSilent();
    const lanes = new Map<MeterKey, Lane>();
    const record: Entry = {
      id,
      lanes,
      since: now(),
      seenAt: now(),
      gone: false,
      lane: (key) => laneIn(lanes, key),
    };
    records.set(id, record);
    return record;
  }

  /** Ten thousand invented ones make room for each other, and a page that is connected keeps its place. */
  function forgetLongestSilent(): void {
    let silent: Entry | undefined;
    for (const record of records.values())
      if (record.seenAt < (silent?.seenAt ?? Infinity) && !isConnected(record)) silent = record;
    if (!silent)
      throw new Refusal(
        "too-many-sessions",
        `session: expected at most ${limits.count} at a time, got one more`,
        {
          "Retry-After": String(Math.ceil(limits.goneAfterMs / 1000)),
        },
      );
    if (!silent.gone) onGone(silent.id);
    forget(silent);
  }

  function forget({ id, lanes }: Entry): void {
    records.delete(id);
    for (const [key, lane] of lanes) addCounts(laneIn(past, key), lane);
  }

  function sweep(): void {
    for (const record of records.values()) {
      const silentMs = now() - record.seenAt;
      if (isConnected(record)) record.seenAt = now();
      else if (!record.gone && silentMs >= limits.goneAfterMs) {
        record.gone = true;
        onGone(record.id);
      } else if (silentMs >= limits.goneAfterMs + limits.forgetAfterMs) forget(record);
    }
  }

  function read(lanes: Map<MeterKey, Lane>): SessionMeter["transports"] {
    for (const lane of lanes.values()) settleLane(lane);
    return Object.fromEntries([...lanes].map(([key, lane]) => [key, readLane(lane)]));
  }

  function find(id: string): Entry {
    const record = records.get(id);
    if (!record)
      throw new Refusal("unknown-session", `session: expected one that has asked something, got "${id}"`);
    return record;
  }

  return {
    enter(id) {
      const record = records.get(id) ?? begin(id);
      record.seenAt = now();
      record.gone = false;
      return record;
    },
    has: (id) => records.has(id),
    meter: (id) => ({ session: id, transports: read(find(id).lanes) }),
    since: (id) => find(id).since,
    reset(id) {
      const record = find(id);
      record.since = now();
      for (const [key, lane] of record.lanes) {
        settleLane(lane);
        addCounts(laneIn(past, key), { ...lane, opened: lane.opened - lane.wires.size });
        clearLane(lane);
      }
    },
    total() {
      const sums = new Map<MeterKey, Lane>();
      const all = [past, ...[...records.values()].map((record) => record.lanes)];
      // All first: a session's connection may just now be paid for by the unclaimed lane, which is in `past`.
      for (const lanes of all) for (const lane of lanes.values()) settleLane(lane);
      for (const lanes of all) {
        for (const [key, lane] of lanes) {
          const sum = laneIn(sums, key);
          addCounts(sum, lane);
          for (const wire of lane.wires) sum.wires.add(wire);
        }
      }
      return { sessions: records.size, transports: read(sums) };
    },
    sweep,
  };
}

function laneIn(lanes: Map<MeterKey, Lane>, key: MeterKey): Lane {
  let lane = lanes.get(key);
  if (!lane) {
    lane = createLane();
    lanes.set(key, lane);
  }
  return lane;
}

function isConnected({ lanes }: Entry): boolean {
  for (const lane of lanes.values()) if (lane.wires.size > 0) return true;
  return false;
}

import { randomInt } from "node:crypto";
import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import { Refusal } from "#protocol/refusal.ts";
import { type Backplane, type BackplaneState, type Entry, REMEMBERED_IDS } from "./backplane.ts";

/** What the servers of one process share: it never goes away, and dies with the process. */
export interface Memory {
  readonly logs: Map<string, Log>;
  readonly ears: Set<(text: string) => void>;
}

interface Log {
  readonly epoch: string;
  readonly kept: Envelope[];
  readonly positions: Map<string, Position>;
  readonly tells: Set<(envelope: Envelope) => void>;
  head: number;
  /** Of the payloads that are kept, in characters of JSON. */
  size: number;
}

/** Anyone may invent a room: of more logs, those that nobody follows are forgotten, the longest unused first. */
const LOGS = 512;
/** Of one log, in characters: as much as a server keeps of it for its readers. */
const SIZE = 1 << 20;

export function createMemory(): Memory {
  return { logs: new Map(), ears: new Set() };
}

/** The backplane of one server, or of several in one process that are given the same memory. */
export function createMemoryBackplane(
  memory = createMemory(),
  kind: "memory" | "none" = "memory",
): Backplane {
  const { logs, ears } = memory;
  const closing = new Set<() => void>();
  const stateListeners = new Set<(state: BackplaneState) => void>();
  let state: BackplaneState = "ready";

  function logOf(channel: string): Log {
    if (state === "lost") throw new Refusal("backplane-lost", "backplane: closed");
    const log = logs.get(channel) ?? {
      epoch: randomEpoch(),
      kept: [],
      positions: new Map(),
      tells: new Set(),
      head: 0,
      size: 0,
    };
    logs.delete(channel); // the map is in the order of their use
    logs.set(channel, log);
    if (logs.size > LOGS) forget(log);
    return log;
  }

  function forget(used: Log): void {
    for (const [channel, log] of logs)
      if (log !== used && log.tells.size === 0) return void logs.delete(channel);
  }

  function append(log: Log, { channel, id, type, payload, at, keep }: Entry): Position {
    const { epoch } = log;
    const seq = ++log.head;
    const envelope: Envelope = { v: 1, type, channel, epoch, seq, at, payload };
    log.kept.push(envelope);
    log.size += sizeOf(envelope);
    while (log.kept.length > keep || (log.size > SIZE && log.kept.length > 1)) {
      const oldest = log.kept.shift();
      log.size -= oldest ? sizeOf(oldest) : 0;
    }
    log.positions.set(id, { epoch, seq });
    for (const known of log.positions.keys()) {
      if (log.positions.size <= Math.max(keep, REMEMBERED_IDS)) break;
      log.positions.delete(known);
    }
    for (const tell of log.tells) tell(envelope);
    return { epoch, seq };
  }

  /** Adds to a set until it is taken out again, which closing does for all. */
  function addTo<T>(set: Set<T>, one: T): () => void {
    const stop = () => {
      set.delete(one);
      closing.delete(stop);
    };
    set.add(one);
    closing.add(stop);
    return stop;
  }

  return {
    kind,
    get state() {
      return state;
    },
    onState: (listener) => addTo(stateListeners, listener),
    async subscribe(channel, subscriber) {
      const log = logOf(channel);
      const tell = (envelope: Envelope) => subscriber.message(envelope);
      subscriber.begin({ epoch: log.epoch, seq: log.head - log.kept.length });
      for (const envelope of log.kept) tell(envelope);
      return addTo(log.tells, tell);
    },
    async publish(entry) {
      const log = logOf(entry.channel);
      return log.positions.get(entry.id) ?? append(log, entry);
    },
    async confirm() {}, // what was heard is in the log at once, and lives no longer than it
    announce(text) {
      if (state === "ready") for (const ear of ears) queueMicrotask(() => ears.has(ear) && ear(text));
    },
    onAnnouncement: (listener) => addTo(ears, (text: string) => listener(text)),
    async close() {
      if (state === "lost") return;
      state = "lost";
      for (const listener of stateListeners) listener(state);
      for (const stop of closing) stop();
    },
  };
}

const sizeOf = ({ payload }: Envelope) => JSON.stringify(payload)?.length ?? 0;

function randomEpoch(): string {
  return randomInt(36 ** 8)
    .toString(36)
    .padStart(8, "0");
}

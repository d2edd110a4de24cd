import { randomInt } from "node:crypto";
import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Backplane, Entry, Subscriber } from "./backplane.ts";

interface Log {
  readonly kept: Envelope[];
  readonly positions: Map<string, Position>;
  readonly subscribers: Set<Subscriber>;
  head: number;
}

/** The backplane of one server: what is shared by all is shared by one. It never goes away, and dies with the process. */
export function createMemoryBackplane(): Backplane {
  const epoch = randomInt(36 ** 4)
    .toString(36)
    .padStart(4, "0");
  const logs = new Map<string, Log>();
  const listeners = new Set<(text: string) => void>();

  function logOf(channel: string): Log {
    const log = logs.get(channel) ?? { kept: [], positions: new Map(), subscribers: new Set(), head: 0 };
    logs.set(channel, log);
    return log;
  }

  function append(log: Log, { channel, id, type, payload, at, keep }: Entry): Position {
    const seq = ++log.head;
    const envelope: Envelope = { v: 1, type, channel, epoch, seq, at, payload };
    log.kept.push(envelope);
    while (log.kept.length > keep) log.kept.shift();
    log.positions.set(id, { epoch, seq });
    for (const known of log.positions.keys()) {
      if (log.positions.size <= Math.max(keep, 1000)) break;
      log.positions.delete(known);
    }
    for (const subscriber of log.subscribers) subscriber.message(envelope);
    return { epoch, seq };
  }

  return {
    kind: "memory",
    state: "ready",
    onState: () => () => {},
    async subscribe(channel, subscriber) {
      const log = logOf(channel);
      subscriber.begin({ epoch, seq: log.head - log.kept.length });
      for (const envelope of log.kept) subscriber.message(envelope);
      log.subscribers.add(subscriber);
      return () => void log.subscribers.delete(subscriber);
    },
    async publish(entry) {
      const log = logOf(entry.channel);
      return log.positions.get(entry.id) ?? append(log, entry);
    },
    announce(text) {
      for (const listener of listeners) queueMicrotask(() => listener(text));
    },
    onAnnouncement(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {},
  };
}

import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Position } from "#protocol/position.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { Backplane, BackplaneState, Entry, Subscriber } from "./backplane.ts";
import { type Link, NoAnswer, openLink, within } from "./redis-link.ts";
import { createRedisLogs, parseNews } from "./redis-logs.ts";
import { createReader, type Reader } from "./redis-reader.ts";

export interface RedisOptions {
  /** `redis://[[user]:password@]host:port[/database]`. A bad one is an error at once. */
  readonly url: string;
  /** What the names of all keys begin with. */
  readonly prefix?: string;
  /** So long, ms, may Redis take for an answer. */
  readonly limitMs?: number;
  /** Redis is asked so often, ms, whether it is there. */
  readonly heartbeatMs?: number;
  /** So many publications and announcements may wait for their answer at a time; the next is refused. */
  readonly pending?: number;
  /** A channel that nobody spoke on for so long, ms, expires. */
  readonly idleMs?: number;
  readonly newEpoch?: () => string;
  /** Between 0 and 1, for the time between attempts to come back. */
  readonly random?: () => number;
  /** Told why Redis is lost, or a channel of it cannot be read. */
  readonly onTrouble?: (reason: unknown) => void;
}

/** Channels that are caught up at a time. */
const CATCHING_UP = 32;
const BACK_OFF = { firstMs: 50, mostMs: 1000 };

/**
 * The backplane of many servers: logs in a Redis, as redis-scripts.ts tells, and pub/sub to wake those who follow them.
 * It comes back by itself for as long as it is not closed, and every subscriber then reads on from where it was. Bounded:
 * `pending` publications wait for at most `limitMs`; a Redis that stops is found out after `heartbeatMs` and `limitMs`.
 */
export function createRedisBackplane(options: RedisOptions): Backplane {
  const { url, prefix = "ladder", limitMs = 3000, heartbeatMs = 1000, pending = 4096 } = options;
  const { idleMs = 7 * 24 * 3600_000, newEpoch = randomEpoch, random = Math.random } = options;
  const { onTrouble = () => {} } = options;
  if (!/^rediss?:$/.test(new URL(url).protocol))
    throw new TypeError(`expected redis://host:port, got ${url}`);

  const readers = new Map<string, Set<Reader>>(); // by the pub/sub channel that wakes them
  const ears = new Set<(text: string) => void>();
  const stateListeners = new Set<(state: BackplaneState) => void>();
  const closing = new AbortController();
  const announcements = `${prefix}:announcements`;
  let state: BackplaneState = "connecting";
  let link: Link | undefined;
  let waiting = 0;

  function setState(next: BackplaneState): void {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener(state);
  }

  const allReaders = () => [...readers.values()].flatMap((set) => [...set]);
  const logs = createRedisLogs({
    prefix,
    idleMs,
    newEpoch,
    async run(script, keys, args) {
      if (!link) throw new Error("no connection to Redis");
      return within(limitMs, link.run(script, keys, args));
    },
  });

  function ready(): Link {
    if (link && state === "ready") return link;
    throw lost(closing.signal.aborted ? "closed" : `no connection to Redis (${state})`);
  }

  /** Opens a link, catches up, and stays until the link ends or gives no answer: then it rejects. */
  async function stay(): Promise<void> {
    const opened = await openLink(url, limitMs, closing.signal);
    try {
      link = opened;
      await within(limitMs, opened.listening.subscribe([announcements, ...readers.keys()], route));
      await catchUpAll(allReaders(), opened);
      opened.ended.throwIfAborted();
      setState("ready");
      for (;;) {
        await pause(heartbeatMs, undefined, { signal: opened.ended });
        await opened.ping();
        await catchUpAll(
          allReaders().filter(({ isBehind }) => isBehind),
          opened,
        );
      }
    } catch (error) {
      throw opened.ended.reason ?? error;
    } finally {
      link = undefined;
      opened.close();
    }
  }

  async function run(): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      try {
        await stay();
      } catch (error) {
        if (closing.signal.aborted) return;
        onTrouble(error);
      }
      if (state === "ready") attempt = 0;
      setState("lost");
      const longestMs = Math.min(BACK_OFF.mostMs, BACK_OFF.firstMs * 2 ** attempt);
      await pause(longestMs * random(), undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  /** One channel that cannot be read must not keep the others from being: it is tried again with the next heartbeat. */
  async function catchUpAll(behind: Reader[], { ended }: Link): Promise<void> {
    const rest = behind.values();
    const work = async () => {
      for (const reader of rest) {
        ended.throwIfAborted();
        await reader.catchUp().catch((error: unknown) => {
          if (error instanceof NoAnswer) throw error;
          onTrouble(error);
        });
      }
    };
    await Promise.all(Array.from({ length: CATCHING_UP }, work));
  }

  function route(text: string, name: string): void {
    if (name === announcements) for (const ear of ears) ear(text);
    else for (const reader of readers.get(name) ?? []) reader.hear(parseNews(text));
  }

  async function publish(entry: Entry) {
    ready();
    if (waiting >= pending) throw lost(`${waiting} publications already wait for Redis`);
    waiting += 1;
    try {
      return await logs.publish(entry);
    } catch (error) {
      throw lost(error);
    } finally {
      waiting -= 1;
    }
  }

  /** First the ear, then the log: nothing falls between. */
  async function subscribe(channel: string, subscriber: Subscriber): Promise<() => void> {
    const { listening } = ready();
    const wake = logs.wakeOf(channel);
    const reader = createReader({
      channel,
      subscriber,
      read: (from) => logs.read(channel, from),
      renew: (epoch) => logs.renew(channel, epoch),
    });
    const followers = readers.get(wake) ?? new Set();
    readers.set(wake, followers.add(reader));
    const stop = () => {
      reader.stop();
      if (!followers.delete(reader) || followers.size > 0) return;
      readers.delete(wake);
      link?.listening.unsubscribe(wake, route).catch(() => {});
    };
    try {
      await within(limitMs, listening.subscribe(wake, route));
      await reader.catchUp();
      return stop;
    } catch (error) {
      stop();
      throw lost(error);
    }
  }

  async function confirm(channel: string, heard: Position): Promise<void> {
    ready();
    try {
      for (const reader of readers.get(logs.wakeOf(channel)) ?? []) {
        await reader.catchUp(); // many who ask at a time share it
        if (!reader.isBefore(heard)) continue;
        await logs.renew(channel, heard.epoch);
        await reader.catchUp();
      }
    } catch (error) {
      throw lost(error);
    }
  }

  const running = run();
  return {
    kind: "redis",
    get state() {
      return state;
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    subscribe,
    publish,
    confirm,
    announce(text) {
      if (!link || state !== "ready" || waiting >= pending) return;
      waiting += 1;
      const done = () => {
        waiting -= 1;
      };
      within(limitMs, link.asking.publish(announcements, text)).then(done, done);
    },
    onAnnouncement(listener) {
      const ear = (text: string) => listener(text);
      ears.add(ear);
      return () => void ears.delete(ear);
    },
    async close() {
      for (const reader of allReaders()) reader.stop();
      ears.clear();
      closing.abort();
      setState("lost");
      await running;
    },
  };
}

function lost(why: unknown): Refusal {
  const words = why instanceof Error ? why.message : String(why);
  return new Refusal("backplane-lost", `backplane: ${words.slice(0, 200)}`, { "Retry-After": "1" });
}

/** Eight of 36 characters: two lives of one log are mistaken for each other with a chance of 1 in 3 × 10¹². */
function randomEpoch(): string {
  return randomInt(36 ** 8)
    .toString(36)
    .padStart(8, "0");
}

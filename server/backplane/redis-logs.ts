import type { Position } from "#protocol/position.ts";
import { type Entry, REMEMBERED_IDS } from "./backplane.ts";
import type { News, Page } from "./redis-reader.ts";
import { PUBLISH, READ, RENEW } from "./redis-scripts.ts";

/** The logs as they lie in a Redis: what can be asked of them, each in one atomic step. All reject with Redis's own words. */
export interface RedisLogs {
  /** The pub/sub channel that says what is new on this channel. */
  wakeOf(channel: string): string;
  publish(entry: Entry): Promise<Position>;
  read(channel: string, from: Position): Promise<Page>;
  /** Makes the log begin a new life, if it is still in this one. */
  renew(channel: string, epoch: string): Promise<void>;
}

export interface RedisLogsParts {
  /** What the names of all keys begin with. */
  readonly prefix: string;
  /** A channel that nobody spoke on for so long, ms, expires. */
  readonly idleMs: number;
  readonly newEpoch: () => string;
  readonly run: (script: string, keys: string[], args: string[]) => Promise<unknown>;
}

/** Entries of a log that are read at a time. */
const PAGE = 256;

export function createRedisLogs({ prefix, idleMs, newEpoch, run }: RedisLogsParts): RedisLogs {
  const nameOf = (part: string, channel: string) => `${prefix}:${part}:${JSON.stringify(channel)}`;
  const wakeOf = (channel: string) => nameOf("wake", channel);

  function ask(script: string, channel: string, args: (string | number)[]): Promise<unknown> {
    const keys = ["life", "log", "ids"].map((part) => nameOf(part, channel));
    return run(script, keys, [newEpoch(), ...args].map(String));
  }

  return {
    wakeOf,
    async publish({ channel, id, type, payload, at, keep }) {
      const entry = JSON.stringify([id, type, at, payload]);
      const args = [idleMs, wakeOf(channel), JSON.stringify(id), entry, keep, Math.max(keep, REMEMBERED_IDS)];
      const [epoch, seq] = (await ask(PUBLISH, channel, args)) as [string, string];
      return { epoch, seq: Number(seq) };
    },
    async read(channel, { epoch, seq }) {
      const reply = await ask(READ, channel, [idleMs, epoch, seq, PAGE]);
      const [life, head, entries] = reply as [string, string, [string, string][]];
      return {
        epoch: life,
        head: Number(head),
        entries: entries.map(([at, entry]) => ({ seq: Number(at), entry })),
      };
    },
    async renew(channel, epoch) {
      await ask(RENEW, channel, [wakeOf(channel), epoch]);
    },
  };
}

/** What PUBLISH says to wake those who follow: `{epoch} {seq} {entry}`. */
export function parseNews(text: string): News {
  const afterEpoch = text.indexOf(" ");
  const afterSeq = text.indexOf(" ", afterEpoch + 1);
  return {
    epoch: text.slice(0, afterEpoch),
    seq: Number(text.slice(afterEpoch + 1, afterSeq)),
    entry: text.slice(afterSeq + 1),
  };
}

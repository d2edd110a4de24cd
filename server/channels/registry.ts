import { randomInt } from "node:crypto";
import { parseChannelName } from "#protocol/channel-name.ts";
import type { Position } from "#protocol/position.ts";
import { refuse } from "#protocol/refusal.ts";
import { DEFAULT_SCHEDULE } from "#protocol/schedule.ts";
import type { Author, Channel } from "./channel.ts";
import { type Counter, createCounter, type Time } from "./counter.ts";
import { createLog, type LogLimits } from "./log.ts";
import type { Replicas, Say } from "./replicas.ts";

/** The channels of this server, by name: the shared counter from the start, a private one from its first use. */
export interface Channels {
  /** Finds a channel for a session, which may open its own counter by asking for it. */
  open(name: string, session: string): Channel;
  /** The session's own counter, whose schedule it may set. */
  counterOf(session: string): Counter;
  /** One that servers share: it is opened before it is asked for, and may want a token. */
  isShared(name: string): boolean;
  /** Throws a `Refusal` for who may not listen to a channel that servers share. */
  admit(name: string, author: Author): void;
  /** Opens a channel that is not all here: resolves once it is; undefined where there is nothing to wait for. */
  prepare(name: string): Promise<void> | undefined;
  /** A reader has heard so much of a channel that servers share: waits until this one has, too. */
  confirm(name: string, heard: Position): Promise<void>;
  /** The way to say something on a channel, which need not be open; throws a `Refusal` where there is no such channel. */
  speaker(name: string, author: Author): Say;
  add(channel: Channel): void;
  /** Ends what was the session's alone. */
  release(session: string): void;
  close(): void;
}

export interface ChannelsParts {
  readonly time: Time;
  /** Updates a second of the shared counter. */
  readonly rate: number;
  readonly limits: LogLimits;
  readonly newEpoch?: () => string;
  /** Those that servers share. */
  readonly replicas: Pick<Replicas, "get" | "open" | "confirm" | "rulesOf" | "accept">;
}

export function createChannels({
  time,
  rate,
  limits,
  newEpoch = randomEpoch,
  replicas,
}: ChannelsParts): Channels {
  const counters = new Map<string, Counter>();
  const others = new Map<string, Channel>();

  function openCounter(name: string, scheduled = DEFAULT_SCHEDULE): Counter {
    const counter = createCounter(name, createLog(name, newEpoch(), limits), time, scheduled);
    counters.set(name, counter);
    return counter;
  }
  const shared = openCounter("counter", { ...DEFAULT_SCHEDULE, rate });

  const counterOf = (session: string): Counter =>
    counters.get(`counter:${session}`) ?? openCounter(`counter:${session}`);

  const isShared = (name: string) => !others.has(name) && SHARED.test(name);

  function open(name: string, session: string): Channel {
    const known = others.get(name) ?? replicas.get(name);
    if (known) return known;
    parseChannelName(name);
    if (name === "counter") return shared.channel;
    if (name === `counter:${session}`) return counterOf(session).channel;
    return refuse(
      "unknown-channel",
      "channel",
      "counter, or the counter:{session} of your own session",
      name,
    );
  }

  return {
    open,
    counterOf,
    isShared,
    admit: (name, author) => replicas.rulesOf(name).checkReader(author),
    prepare: replicas.open,
    confirm: replicas.confirm,
    speaker(name, author) {
      if (isShared(name)) return replicas.accept(name, author);
      const channel = open(name, author.session);
      return (publication) => channel.accept(publication, author);
    },
    add: (channel) => void others.set(channel.name, channel),
    release(session) {
      counters.get(`counter:${session}`)?.close();
      counters.delete(`counter:${session}`);
    },
    close() {
      for (const counter of counters.values()) counter.close();
    },
  };
}

/** The families of which the servers have one log in common. */
const SHARED = /^(room|price|inbox):/;

/** Four of 36 characters: two lives of one log differ with a chance of 1 in 1.7 million of being mistaken. */
function randomEpoch(): string {
  return randomInt(36 ** 4)
    .toString(36)
    .padStart(4, "0");
}

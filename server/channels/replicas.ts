import { z } from "zod";
import { readAnnouncement } from "#protocol/announcement.ts";
import { parseChannelName } from "#protocol/channel-name.ts";
import type { Envelope } from "#protocol/envelope.ts";
import type { Publication } from "#protocol/frames.ts";
import { formatPosition, type Position } from "#protocol/position.ts";
import { Refusal, refuse } from "#protocol/refusal.ts";
import type { Author, Channel } from "./channel.ts";
import type { Time } from "./counter.ts";
import type { LogLimits } from "./log.ts";
import { createReplica, type Replica } from "./replica.ts";
import type { Rules, RulesOf, Said } from "./rules.ts";

/** The channels that servers share, as far as somebody here listens to them. */
export interface Replicas {
  /** The channel, if it is open. */
  get(name: string): Channel | undefined;
  /** Opens it, and resolves once all that is kept of it is here; undefined where it is. Rejects with a `Refusal`. */
  open(name: string): Promise<void> | undefined;
  /** A reader has heard so much of an open channel: it is waited for, where this server has yet to hear of it. */
  confirm(name: string, heard: Position): Promise<void>;
  /** Throws a `Refusal` where there is no such channel. */
  rulesOf(name: string): Rules;
  /** The way for a client to say something on a channel, open here or not. */
  accept(name: string, author: Author): Say;
  /** Says something on a channel that need not be open here; resolves once it is safe. */
  say(name: string, said: Said, id: string): Promise<Position>;
  /** Another server, or this one, whispered. */
  whispered(name: string, said: Said): void;
  /** Closes what nobody has listened to for a while; to be called now and then. */
  sweep(): void;
  close(): void;
}

export interface ReplicasParts {
  readonly time: Pick<Time, "now">;
  readonly limits: LogLimits;
  /** At most so many are open at a time. */
  readonly count: number;
  /** Who has no listener for so long, ms, is closed. */
  readonly idleMs: number;
  readonly rulesOf: RulesOf;
  readonly newId: () => string;
  readonly follow: (name: string, replica: Follower) => Promise<() => void>;
  readonly publish: (entry: SharedEntry) => Promise<Position>;
  readonly confirm: (name: string, heard: Position) => Promise<void>;
  /** To the servers that are there now; comes back to `whispered`. */
  readonly whisper: (channel: string, said: Said) => void;
  /** Throws a `Refusal` for who says too much. */
  readonly limit: (author: Author) => void;
}

/** Says something on a channel; resolves with its position once it is safe, with undefined where it stands in no log. */
export type Say = (publication: Publication) => Promise<Position | undefined>;

export type Follower = Pick<Replica, "begin"> & { message(envelope: Envelope): void };

export interface SharedEntry extends Said {
  readonly channel: string;
  readonly id: string;
  readonly at: number;
  readonly keep: number;
}

interface Opened {
  readonly channel: Channel;
  readonly whisper: Replica["whisper"];
  readonly ready: Promise<void>;
  isReady: boolean;
  /** Who claims to have heard more is not believed before that. */
  trustedUntil: number;
  stop: () => void;
  usedAt: number;
}

/**
 * A position that is in no log makes it begin another life, and all its readers ask anew: were it a lie, told again and again,
 * they would do nothing else. ms
 */
export const TRUST_MS = 10_000;

export function createReplicas(parts: ReplicasParts): Replicas {
  const { time, limits, count, idleMs, rulesOf, newId, follow, publish, whisper, limit } = parts;
  const all = new Map<string, Opened>();

  function rulesIn(name: string): Rules {
    const parsed = parseChannelName(name);
    return rulesOf(parsed) ?? refuse("unknown-channel", "channel", "one that there is", name);
  }

  const keepOf = ({ kind }: Rules) => (kind === "state" ? 1 : limits.messages);

  function say(name: string, { type, payload }: Said, id: string, rules: Rules): Promise<Position> {
    return publish({ channel: name, id, type, payload, at: time.now(), keep: keepOf(rules) });
  }

  function accept(name: string, rules: Rules, author: Author): Say {
    rules.checkWriter(author);
    return async (publication) => {
      limit(author);
      const said = rules.take(publication, author);
      if (!said.isFleeting) return say(name, said, idOf(author, publication.id ?? newId()), rules);
      whisper(name, said);
      return undefined;
    };
  }

  function begin(name: string, rules: Rules): Opened {
    if (all.size >= count) makeRoom();
    if (all.size >= count)
      throw new Refusal(
        "too-many-channels",
        `channel: expected at most ${count} open at a time, got one more`,
        { "Retry-After": "5" },
      );
    const replica = createReplica({
      name,
      kind: rules.kind,
      limits,
      accept: (publication, author) => accept(name, rules, author)(publication),
    });
    const opened: Opened = {
      channel: replica.channel,
      whisper: replica.whisper,
      ready: follow(name, replica).then(
        (stop) => {
          opened.isReady = true;
          opened.usedAt = time.now();
          opened.stop = stop;
          if (all.get(name) !== opened) stop();
        },
        (error: unknown) => {
          if (all.get(name) === opened) all.delete(name);
          throw error;
        },
      ),
      isReady: false,
      trustedUntil: Number.NEGATIVE_INFINITY,
      stop: () => {},
      usedAt: time.now(),
    };
    all.set(name, opened);
    return opened;
  }

  const silentMs = ({ isReady, channel, usedAt }: Opened) =>
    isReady && channel.listeners === 0 ? time.now() - usedAt : 0;

  function shut(name: string, { stop }: Opened): void {
    all.delete(name);
    stop();
  }

  /** Closes the one that was silent for longest; whoever asked for it in this moment is still on the way. */
  function makeRoom(): void {
    const [longest] = [...all].sort(([, one], [, other]) => silentMs(other) - silentMs(one));
    if (longest && silentMs(longest[1]) > 0) shut(...longest);
  }

  return {
    get(name) {
      const opened = all.get(name);
      if (!opened?.isReady) return undefined;
      opened.usedAt = time.now();
      return opened.channel;
    },
    open(name) {
      const known = all.get(name);
      if (known && !known.isReady) return known.ready;
      if (known) {
        known.usedAt = time.now();
        return undefined;
      }
      return (async () => begin(name, rulesIn(name)).ready)();
    },
    async confirm(name, heard) {
      const opened = all.get(name);
      const log = opened?.channel.log;
      if (!opened || log?.epoch !== heard.epoch || log.head >= heard.seq) return;
      if (time.now() < opened.trustedUntil)
        throw new Refusal(
          "rate-limited",
          `after: expected a position that was told, got ${formatPosition(heard)} on ${name}`,
          { "Retry-After": String(TRUST_MS / 1000) },
        );
      await parts.confirm(name, heard);
      if (log.epoch !== heard.epoch) opened.trustedUntil = time.now() + TRUST_MS;
    },
    rulesOf: rulesIn,
    accept: (name, author) => accept(name, rulesIn(name), author),
    say: async (name, said, id) => say(name, said, id, rulesIn(name)),
    whispered: (name, { type, payload }) => all.get(name)?.whisper(type, payload, time.now()),
    sweep() {
      for (const [name, opened] of all) if (silentMs(opened) >= idleMs) shut(name, opened);
    },
    close() {
      for (const { stop } of all.values()) stop();
      all.clear();
    },
  };
}

/** A client makes the ids of what it says; that they are its own, and no other's, is seen to here. */
function idOf({ session, user }: Author, id: string): string {
  return `${user?.id ?? session} ${id}`;
}

/** What was whispered on a channel, as servers tell each other; undefined where an announcement is something else. */
export function readWhisper(text: string): { readonly whisper: string; readonly said: Said } | undefined {
  return readAnnouncement(whisper, text);
}

const whisper = z.object({ whisper: z.string(), said: z.object({ type: z.string(), payload: z.unknown() }) });

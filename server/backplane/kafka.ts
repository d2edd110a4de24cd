import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { Backplane, BackplaneState, Entry, Subscriber } from "./backplane.ts";
import { type FollowedRecord, type Link, MOST_RECORD_BYTES, openLink } from "./kafka-link.ts";
import { createKafkaLogs, encodeEntry, type KafkaLogs, partitionOf } from "./kafka-logs.ts";
import { createQueue, type Queue } from "./kafka-queue.ts";

export interface KafkaOptions {
  /** Hosts and ports, to find the others by: `["127.0.0.1:9092"]`. */
  readonly brokers: readonly string[];
  /** What the names of both topics begin with: letters, digits, `.`, `_`, `-`. */
  readonly prefix?: string;
  /** Where the topic of the log does not exist yet, it is made with so many. */
  readonly partitions?: number;
  /** So long, ms, may Kafka take for an answer. */
  readonly limitMs?: number;
  /** Where nothing is said, Kafka says so often, ms, that it is there. */
  readonly heartbeatMs?: number;
  /** So many publications and subscriptions may wait for their answer at a time; the next is refused. */
  readonly pending?: number;
  /** Of the log, so much is held in memory; the same on all servers. */
  readonly mostBytes?: number;
  /** Between 0 and 1, for the time between attempts to come back. */
  readonly random?: () => number;
  /** Told why Kafka is lost. */
  readonly onTrouble?: (reason: unknown) => void;
}

interface Follower {
  readonly subscriber: Subscriber;
  epoch: string;
}

/** What is there while Kafka is. */
interface Session {
  readonly link: Link;
  readonly entries: Queue<{ readonly partition: number; readonly value: Buffer }>;
  readonly calls: Queue<string>;
}

const BACK_OFF = { firstMs: 50, mostMs: 1000 };
const QUEUE_BYTES = 64 * 2 ** 20;
const BATCH_BYTES = 2 ** 20;

/**
 * The backplane of many servers: one topic of Kafka is the log of all channels, and each server reads all of it from the
 * first record, as kafka-logs.ts tells. A message is published once this server has read it back: then Kafka has it on all
 * replicas, and its place is known. The id that each entry has makes it harmless to write it twice; so the producer needs
 * not to be idempotent, and nothing is tried again here.
 *
 * What it costs: a server that starts reads the whole log first (some 100,000 short messages a second), and the topic must
 * never drop a record (`retention.ms=-1`, as it is made here): its disk grows with all that was ever said. Deleting the
 * topic is the way to begin anew; its id is the life of the log, so all readers are then told.
 */
export function createKafkaBackplane(options: KafkaOptions): Backplane {
  const { brokers, prefix = "ladder", partitions = 4, limitMs = 3000, heartbeatMs = 1000 } = options;
  const { pending = 4096, mostBytes = 2 ** 28, random = Math.random, onTrouble = () => {} } = options;
  const topics = { log: `${prefix}-log`, announcements: `${prefix}-announcements` };

  const followers = new Map<string, Set<Follower>>();
  const places = new Map<string, Map<string, Set<(position: Position) => void>>>();
  const ears = new Set<(text: string) => void>();
  const stateListeners = new Set<(state: BackplaneState) => void>();
  const failing = new Set<(why: unknown) => void>();
  const readers = new Set<() => boolean>();
  const closing = new AbortController();
  let state: BackplaneState = "connecting";
  let session: Session | undefined;
  let logs: { readonly of: KafkaLogs; readonly topic: string; readonly partitions: number } | undefined;
  let nextEnds: Promise<bigint[]> | undefined;
  let askedEnds: Promise<unknown> = Promise.resolve();

  function setState(next: BackplaneState): void {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener(state);
  }

  function ready(): Session & { readonly logs: KafkaLogs } {
    if (state !== "ready" || !session || !logs)
      throw lost(closing.signal.aborted ? "closed" : `no connection to Kafka (${state})`);
    if (failing.size >= pending) throw lost(`${failing.size} already wait for Kafka`);
    return { ...session, logs: logs.of };
  }

  /** The promise, unless it takes too long or Kafka is lost before. What is late may still happen. */
  function orLost<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (why: unknown) => {
        done();
        reject(lost(why));
      };
      const timer = setTimeout(fail, limitMs, `no answer within ${limitMs} ms`);
      const done = () => {
        clearTimeout(timer);
        failing.delete(fail);
      };
      failing.add(fail);
      promise.then((value) => {
        done();
        resolve(value);
      }, fail);
    });
  }

  /** Resolves once the log is read as far as these offsets. */
  function untilRead(isRead: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (isRead()) resolve();
        return isRead();
      };
      if (!look()) readers.add(look);
    });
  }

  /** Where the log ends, asked after this call: those who call while one question is on its way share the next. */
  function askEnds(link: Link): Promise<bigint[]> {
    nextEnds ??= askedEnds
      .catch(() => {})
      .then(() => {
        askedEnds = nextEnds ?? askedEnds;
        nextEnds = undefined;
        return link.ends();
      });
    return nextEnds;
  }

  function onMessage(envelope: Envelope): void {
    for (const follower of followers.get(envelope.channel) ?? []) {
      if (follower.epoch !== envelope.epoch)
        begin(follower, { epoch: envelope.epoch, seq: envelope.seq - 1 });
      follower.subscriber.message(envelope);
    }
  }

  function begin(follower: Follower, start: Position): void {
    follower.epoch = start.epoch;
    follower.subscriber.begin(start);
  }

  function onPlace(channel: string, id: string, position: Position): void {
    for (const resolve of places.get(channel)?.get(id) ?? []) resolve(position);
  }

  /** What was read before goes on, unless it is of another topic, or Kafka has lost some of it. */
  function logsOf({ log }: Link, ends: readonly bigint[]): KafkaLogs {
    const topic = log.id;
    const { length } = log.leaders;
    const isSame = logs?.topic === topic && logs.partitions === length;
    const isBehind = isSame && ends.some((end, partition) => end < (logs?.of.next[partition] ?? 0n));
    if (isBehind) onTrouble(new Error(`topic ${log.name} has lost records that were read: begun anew`));
    if (!logs || !isSame || isBehind) {
      const life = isBehind ? randomUUID() : topic;
      const of = createKafkaLogs({ life, partitions: length, mostBytes, onMessage, onPlace });
      logs = { of, topic, partitions: length };
    }
    return logs.of;
  }

  /** Opens a link, reads as far as the log goes, and stays until the link fails: then it rejects. */
  async function stay(): Promise<void> {
    const { promise: ended, reject: end } = Promise.withResolvers<never>();
    ended.catch(() => {});
    const onClose = () => end(new Error("closed"));
    closing.signal.addEventListener("abort", onClose);
    const opening = openLink({ brokers, topics, partitions, limitMs, heartbeatMs });
    try {
      const link = await Promise.race([opening, ended]);
      const ends = await Promise.race([link.ends(), ended]);
      const of = logsOf(link, ends);
      const most = { items: pending, bytes: QUEUE_BYTES };
      const sending = { most, batchBytes: BATCH_BYTES, onFailure: end };
      session = {
        link,
        entries: createQueue({ ...sending, send: link.append }),
        calls: createQueue({ ...sending, send: link.announce }),
      };
      const following = link.follow(of.next, (record) => hear(of, record));
      const caughtUp = untilRead(() =>
        ends.every((offset, partition) => (of.next[partition] ?? 0n) >= offset),
      );
      await Promise.race([caughtUp, following, ended]);
      for (const [channel, set] of followers) {
        const { start } = of.read(channel);
        for (const follower of set) if (follower.epoch !== start.epoch) begin(follower, start);
      }
      setState("ready");
      await Promise.race([following, ended]);
    } finally {
      session = undefined;
      readers.clear();
      closing.signal.removeEventListener("abort", onClose);
      opening.then((link) => link.close()).catch(() => {});
    }
  }

  function hear(of: KafkaLogs, record: FollowedRecord | undefined): void {
    if (!session) return;
    if (!record) for (const look of readers) look() && readers.delete(look);
    else if (!record.isAnnouncement) of.take(record.partition, record.offset, record.value);
    else if (state === "ready") for (const ear of ears) ear(record.value?.toString() ?? "");
  }

  async function run(): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      const why = await stay().catch((error: unknown) => error);
      if (state === "ready") attempt = 0;
      setState("lost");
      for (const fail of failing) fail(why);
      if (closing.signal.aborted) return;
      onTrouble(why);
      const longestMs = Math.min(BACK_OFF.mostMs, BACK_OFF.firstMs * 2 ** attempt);
      await pause(longestMs * random(), undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  async function publish(entry: Entry): Promise<Position> {
    const { logs, link, entries } = ready();
    const { channel, id } = entry;
    const known = logs.find(channel, id);
    if (known) return known;
    const value = encodeEntry(entry);
    if (value.length > MOST_RECORD_BYTES)
      throw new Refusal(
        "too-large",
        `message: expected at most ${MOST_RECORD_BYTES} bytes, got ${value.length}`,
      );
    const { promise, resolve } = Promise.withResolvers<Position>();
    const forget = addPlace(channel, id, resolve);
    try {
      const partition = partitionOf(channel, link.log.leaders.length);
      if (!entries.put({ partition, value }, value.length)) throw lost("too much already waits for Kafka");
      return await orLost(promise);
    } finally {
      forget();
    }
  }

  function addPlace(channel: string, id: string, resolve: (position: Position) => void): () => void {
    const ofChannel = places.get(channel) ?? new Map<string, Set<typeof resolve>>();
    const ofId = ofChannel.get(id) ?? new Set();
    places.set(channel, ofChannel.set(id, ofId.add(resolve)));
    return () => {
      ofId.delete(resolve);
      if (ofId.size === 0) ofChannel.delete(id);
      if (ofChannel.size === 0) places.delete(channel);
    };
  }

  /** First up to where the log ends now: what was published before, by whichever server, is then told at once. */
  async function subscribe(channel: string, subscriber: Subscriber): Promise<() => void> {
    const { link, logs: of } = ready();
    const partition = partitionOf(channel, link.log.leaders.length);
    const upToDate = async () => {
      const end = (await askEnds(link))[partition] ?? 0n;
      await untilRead(() => (of.next[partition] ?? 0n) >= end);
    };
    await orLost(upToDate());
    const { start, kept } = ready().logs.read(channel);
    const follower: Follower = { subscriber, epoch: "" };
    const set = followers.get(channel) ?? new Set();
    followers.set(channel, set.add(follower));
    begin(follower, start);
    for (const envelope of kept) subscriber.message(envelope);
    return () => {
      if (set.delete(follower) && set.size === 0) followers.delete(channel);
    };
  }

  const running = run();
  return {
    kind: "kafka",
    get state() {
      return state;
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    subscribe,
    publish,
    announce(text) {
      if (state === "ready") session?.calls.put(text, Buffer.byteLength(text));
    },
    onAnnouncement(listener) {
      const ear = (text: string) => listener(text);
      ears.add(ear);
      return () => void ears.delete(ear);
    },
    async close() {
      followers.clear();
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

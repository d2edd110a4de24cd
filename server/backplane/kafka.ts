import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Position } from "#protocol/position.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { Backplane, BackplaneState, Entry, Subscriber } from "./backplane.ts";
import { createFollowers } from "./kafka-followers.ts";
import { type FollowedRecord, type Link, MOST_RECORD_BYTES, openLink } from "./kafka-link.ts";
import { createKafkaLogs, encodeEntry, type KafkaLogs, partitionOf } from "./kafka-logs.ts";
import { createQueue, type Queue } from "./kafka-queue.ts";
import { createPlaces, createWaits, lost, shareAnswers } from "./kafka-waits.ts";

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

/** What is there while Kafka is. */
interface Session {
  readonly link: Link;
  /** Where the log ended at this call, or later. */
  readonly ends: () => Promise<bigint[]>;
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
  const { pending = 4096, mostBytes = 2 ** 27, random = Math.random, onTrouble = () => {} } = options;
  const topics = { log: `${prefix}-log`, announcements: `${prefix}-announcements` };

  const followers = createFollowers();
  const places = createPlaces();
  const waits = createWaits(limitMs);
  const ears = new Set<(text: string) => void>();
  const stateListeners = new Set<(state: BackplaneState) => void>();
  const readers = new Set<() => boolean>();
  const closing = new AbortController();
  let state: BackplaneState = "connecting";
  let session: Session | undefined;
  let logs: { readonly of: KafkaLogs; readonly topic: string; readonly partitions: number } | undefined;

  function setState(next: BackplaneState): void {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener(state);
  }

  function ready(): Session & { readonly logs: KafkaLogs } {
    if (state !== "ready" || !session || !logs)
      throw lost(closing.signal.aborted ? "closed" : `no connection to Kafka (${state})`);
    if (waits.size >= pending) throw lost(`${waits.size} already wait for Kafka`);
    return { ...session, logs: logs.of };
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

  /** What was read before goes on, unless it is of another topic, or Kafka has lost some of it. */
  function logsOf({ log }: Link, ends: readonly bigint[]): KafkaLogs {
    const topic = log.id;
    const { length } = log.leaders;
    const isSame = logs?.topic === topic && logs.partitions === length;
    const isBehind = isSame && ends.some((end, partition) => end < (logs?.of.next[partition] ?? 0n));
    if (isBehind) onTrouble(new Error(`topic ${log.name} has lost records that were read: begun anew`));
    if (!logs || !isSame || isBehind) {
      const life = isBehind ? randomUUID() : topic;
      const ears = { onMessage: followers.hear, onPlace: places.tell };
      const of = createKafkaLogs({ life, partitions: length, mostBytes, ...ears });
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
        ends: shareAnswers(link.ends),
        entries: createQueue({ ...sending, send: link.append }),
        calls: createQueue({ ...sending, send: link.announce }),
      };
      const following = link.follow(of.next, (record) => hear(link, of, record));
      const caughtUp = untilRead(() =>
        ends.every((offset, partition) => (of.next[partition] ?? 0n) >= offset),
      );
      await Promise.race([caughtUp, following, ended]);
      followers.renew((channel) => of.read(channel).start);
      setState("ready");
      await Promise.race([following, ended]);
    } finally {
      session = undefined;
      readers.clear();
      closing.signal.removeEventListener("abort", onClose);
      opening.then((link) => link.close()).catch(() => {});
    }
  }

  function hear(link: Link, of: KafkaLogs, record: FollowedRecord | undefined): void {
    if (session?.link !== link) return;
    if (!record) for (const look of readers) look() && readers.delete(look);
    else if (!record.isAnnouncement) of.take(record.partition, record.offset, record.value);
    else if (state === "ready") for (const ear of ears) ear(record.value?.toString() ?? "");
  }

  async function run(): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      const why = await stay().catch((error: unknown) => error);
      if (state === "ready") attempt = 0;
      setState("lost");
      waits.fail(why);
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
    const { place, forget } = places.wait(channel, id);
    try {
      const partition = partitionOf(channel, link.log.leaders.length);
      if (!entries.put({ partition, value }, value.length)) throw lost("too much already waits for Kafka");
      return await waits.orLost(place);
    } finally {
      forget();
    }
  }

  /** First up to where the log ends now: what was published before, by whichever server, is then told at once. */
  async function subscribe(channel: string, subscriber: Subscriber): Promise<() => void> {
    const { link, ends, logs: of } = ready();
    const partition = partitionOf(channel, link.log.leaders.length);
    const upToDate = async () => {
      const end = (await ends())[partition] ?? 0n;
      await untilRead(() => (of.next[partition] ?? 0n) >= end);
    };
    await waits.orLost(upToDate());
    return followers.add(channel, subscriber, ready().logs.read(channel));
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
    // It is read soon. (Were acknowledged records lost that this server never read, nobody could tell: the life is the
    // topic's, and does not change.)
    async confirm() {},
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

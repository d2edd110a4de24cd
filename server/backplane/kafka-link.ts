import { setTimeout as pause } from "node:timers/promises";
import {
  Admin,
  Consumer,
  type ConsumerOptions,
  findErrorBy,
  ListOffsetTimestamps,
  Producer,
} from "@platformatic/kafka";

/** What is in Kafka: a topic that is the log, and one for what is only called out. */
export interface Topics {
  readonly log: string;
  readonly announcements: string;
}

/** A topic as it is now: deleted and made anew, it has another id. */
export interface Topic {
  readonly name: string;
  readonly id: string;
  /** The node that leads each partition. */
  readonly leaders: readonly number[];
}

/** Connections to Kafka from opening until any of them fails: it does not come back, open another. */
export interface Link {
  readonly log: Topic;
  readonly announcements: Topic;
  /** Where each partition of the log ended at this moment, or later. */
  ends(): Promise<bigint[]>;
  /** Resolves once they are safe on all replicas (`acks=all`). Values of one partition keep their order. */
  append(values: readonly { readonly partition: number; readonly value: Buffer }[]): Promise<void>;
  /** Resolves once the leader has them. */
  announce(texts: readonly string[]): Promise<void>;
  /** Reads on and on, from these offsets of the log and the end of the announcements. Ends only by rejecting. */
  follow(from: readonly bigint[], onRecord: OnRecord): Promise<never>;
  close(): void;
}

/** A record, and after each answer `undefined` for the end of what there is just now. */
export type OnRecord = (record: FollowedRecord | undefined) => void;

export interface FollowedRecord {
  readonly isAnnouncement: boolean;
  readonly partition: number;
  readonly offset: bigint;
  readonly value: Buffer | null;
}

export interface LinkOptions {
  readonly brokers: readonly string[];
  readonly topics: Topics;
  /** Where the topic of the log does not exist yet, it is made with so many. */
  readonly partitions: number;
  /** So long, ms, may Kafka take for an answer. */
  readonly limitMs: number;
  /** Where nothing is said, Kafka answers after so long, ms, that it is there. */
  readonly heartbeatMs: number;
}

/** The largest record, bytes: as the topic is made. */
export const MOST_RECORD_BYTES = 16 * 2 ** 20;

/** Nothing of the log may ever go: seqs count from its first record. */
const LOG_CONFIG = {
  "cleanup.policy": "delete",
  "retention.ms": "-1",
  "retention.bytes": "-1",
  "max.message.bytes": String(MOST_RECORD_BYTES + 2 ** 16),
};

/** Announcements are for this moment: Kafka drops them a minute or two later, and need not sync them to the disk. */
const ANNOUNCEMENTS_CONFIG = {
  "retention.ms": "60000",
  "segment.ms": "60000",
  "max.message.bytes": String(MOST_RECORD_BYTES + 2 ** 16),
  "flush.messages": "9223372036854775807",
};

const ANNOUNCEMENTS_PARTITION = 0;
/** From a partition, at a time: what is read at once keeps everything else waiting for some 10 ms. */
const FETCH_BYTES = 2 ** 20;
const IS_CONTROL = 0b100000;

/**
 * Opens connections of three kinds, because a broker answers what comes over one in turn: asking, writing, and reading,
 * which waits for news. No consumer group: each server reads everything, and what it has read it knows from the log itself.
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { brokers, topics, limitMs, heartbeatMs } = options;
  const base = {
    clientId: "ladder",
    bootstrapBrokers: [...brokers],
    retries: 0,
    timeout: limitMs,
    connectTimeout: limitMs,
    requestTimeout: limitMs,
    metadataMaxAge: 60_000,
  };
  const admin = new Admin(base);
  const producer = new Producer<Buffer, Buffer, Buffer, Buffer>(base);
  const reading: ConsumerOptions<Buffer, Buffer, Buffer, Buffer> = {
    ...base,
    groupId: "ladder",
    requestTimeout: limitMs + heartbeatMs,
  };
  const consumer = new Consumer(reading);
  consumer.topics.trackAll(topics.log, topics.announcements);
  const clients = [admin, producer, consumer];
  const close = () => {
    for (const client of clients) client.close().catch(() => {});
  };

  async function offsets(topic: Topic, timestamp: bigint): Promise<bigint[]> {
    const partitions = topic.leaders.map((_, partitionIndex) => ({ partitionIndex, timestamp }));
    const [listed] = await admin.listOffsets({
      topics: [{ name: topic.name, partitions }],
      isolationLevel: 0,
    });
    const found = topic.leaders.map(() => -1n);
    for (const { partitionIndex, offset } of listed?.partitions ?? []) found[partitionIndex] = offset;
    return found;
  }

  async function write(topic: string, acks: number, values: readonly { partition: number; value: Buffer }[]) {
    const messages = values.map(({ partition, value }) => ({ topic, partition, value }));
    await producer.send({ messages, acks });
  }

  try {
    await makeTopics(admin, options);
    const [log, announcements] = await findTopics(admin, topics, limitMs);
    const [firsts, heard] = await Promise.all([
      offsets(log, ListOffsetTimestamps.EARLIEST),
      offsets(announcements, ListOffsetTimestamps.LATEST),
    ]);
    if (firsts.some((first) => first > 0n))
      throw new Error(`topic ${log.name}: expected all since its first record (retention.ms=-1), got a part`);
    return {
      log,
      announcements,
      ends: () => offsets(log, ListOffsetTimestamps.LATEST),
      append: (values) => write(log.name, -1, values),
      announce: (texts) =>
        write(
          announcements.name,
          1,
          texts.map((text) => ({ partition: ANNOUNCEMENTS_PARTITION, value: Buffer.from(text) })),
        ),
      follow(from, onRecord) {
        const reads = [
          ...from.map((offset, partition) => ({ topic: log, partition, offset })),
          { topic: announcements, partition: ANNOUNCEMENTS_PARTITION, offset: heard[0] ?? 0n },
        ];
        const byNode = Map.groupBy(reads, ({ topic, partition }) => topic.leaders[partition] ?? -1);
        return Promise.race([...byNode].map(([node, read]) => followNode(node, read)));

        async function followNode(node: number, read: Read[]): Promise<never> {
          for (;;) {
            const { responses } = await consumer.fetch({
              node,
              topics: requestOf(read),
              minBytes: 1,
              maxBytes: 4 * FETCH_BYTES,
              maxWaitTime: heartbeatMs,
              isolationLevel: 0,
            });
            for (const { topicId, partitions } of responses)
              for (const { partitionIndex, records } of partitions) {
                const one = read.find(
                  ({ topic, partition }) => topic.id === topicId && partition === partitionIndex,
                );
                if (one) for (const batch of records ?? []) takeBatch(one, batch);
              }
            onRecord(undefined);
          }
        }

        function takeBatch(read: Read, batch: Batch): void {
          const isAnnouncement = read.topic === announcements;
          for (const { offsetDelta, value } of batch.records) {
            const offset = batch.firstOffset + BigInt(offsetDelta);
            if (offset < read.offset) continue; // a batch is sent whole, though it begins before what was asked for
            read.offset = offset + 1n;
            const said = batch.attributes & IS_CONTROL ? null : value;
            onRecord({ isAnnouncement, partition: read.partition, offset, value: said });
          }
        }
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

interface Read {
  readonly topic: Topic;
  readonly partition: number;
  offset: bigint;
}

interface Batch {
  readonly firstOffset: bigint;
  readonly attributes: number;
  readonly records: readonly { readonly offsetDelta: number; readonly value: Buffer | null }[];
}

function requestOf(read: readonly Read[]) {
  return [...Map.groupBy(read, ({ topic }) => topic.id)].map(([topicId, ofTopic]) => ({
    topicId,
    partitions: ofTopic.map(({ partition, offset }) => ({
      partition,
      fetchOffset: offset,
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
      partitionMaxBytes: FETCH_BYTES,
    })),
  }));
}

/** Makes what is missing: another server may do so at the same time. */
async function makeTopics(admin: Admin, { topics, partitions }: LinkOptions): Promise<void> {
  const known = await admin.listTopics();
  const wanted = [
    { topic: topics.log, partitions, config: LOG_CONFIG },
    { topic: topics.announcements, partitions: 1, config: ANNOUNCEMENTS_CONFIG },
  ];
  for (const { topic, partitions, config } of wanted) {
    if (known.includes(topic)) continue;
    const configs = Object.entries(config).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [{ topic, partitions }], configs }).catch((error: unknown) => {
      if (!(error instanceof Error && findErrorBy(error, "apiId", "TOPIC_ALREADY_EXISTS"))) throw error;
    });
  }
}

/** Both topics, once each of their partitions has a leader: just made, it takes some ms. */
async function findTopics(admin: Admin, names: Topics, limitMs: number): Promise<[Topic, Topic]> {
  const lastAt = performance.now() + limitMs;
  for (;;) {
    try {
      const { topics } = await admin.metadata({
        topics: [names.log, names.announcements],
        forceUpdate: true,
      });
      return [topicOf(names.log), topicOf(names.announcements)];

      function topicOf(name: string): Topic {
        const topic = topics.get(name);
        const leaders = topic?.partitions.map(({ leader }) => leader) ?? [];
        if (!topic || leaders.length === 0 || leaders.some((leader) => leader < 0))
          throw new Error(`topic ${name} has no leader`);
        return { name, id: topic.id, leaders };
      }
    } catch (error) {
      if (performance.now() > lastAt) throw error;
      await pause(20);
    }
  }
}

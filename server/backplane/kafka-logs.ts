import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import { type Entry, REMEMBERED_IDS } from "./backplane.ts";
import type { Kept } from "./kafka-followers.ts";

/**
 * What the records of a topic say, read in the order of its partitions from the first. All of it follows from the records
 * alone: whoever has read as far says the same, and so servers agree without talking to each other.
 *
 * A channel's messages are in one partition. Its seq counts its records that bring a new id; the ids of the newest 1000,
 * or of as many as it keeps, are remembered. Where all that is kept takes more than `mostBytes`, the channels that were
 * silent longest, by the log, are forgotten: spoken on again, they begin another life, with another epoch.
 */
export interface KafkaLogs {
  /** The offset that is to be read next, by partition. */
  readonly next: bigint[];
  /** Channels that are remembered. */
  readonly channels: number;
  /** Takes the records of a partition one after the other. What is no entry, or not of this partition, is passed over. */
  take(partition: number, offset: bigint, value: Buffer | null): void;
  find(channel: string, id: string): Position | undefined;
  read(channel: string): Kept;
}

export interface KafkaLogsParts {
  /** Names the life of the topic: its id. */
  readonly life: string;
  readonly partitions: number;
  /** Of all channels together; the same on all servers, or they disagree about what is forgotten. */
  readonly mostBytes: number;
  /** Told of each message, in order. */
  readonly onMessage: (envelope: Envelope) => void;
  /** Told where an entry has its place, each time that it is read. */
  readonly onPlace: (channel: string, id: string, position: Position) => void;
}

interface Channel {
  readonly epoch: string;
  readonly kept: { readonly envelope: Envelope; readonly bytes: number }[];
  readonly seqs: Map<string, number>;
  head: number;
  bytes: number;
}

interface Partition {
  /** The one that was spoken on last is last. */
  readonly channels: Map<string, Channel>;
  forgotten: number;
  bytes: number;
}

/** What a channel takes beside its messages, and an id beside its letters: about so many bytes of memory. */
const [CHANNEL_BYTES, ID_BYTES] = [500, 50];

/** The value of a record. JSON keeps a lone surrogate as it is, which UTF-8 could not. */
export const encodeEntry = (entry: Entry): Buffer => Buffer.from(JSON.stringify(entry));

/** Where a channel is, of so many partitions. */
export const partitionOf = (channel: string, partitions: number): number =>
  crc32(JSON.stringify(channel)) % partitions;

export function createKafkaLogs({
  life,
  partitions,
  mostBytes,
  onMessage,
  onPlace,
}: KafkaLogsParts): KafkaLogs {
  const all: Partition[] = Array.from({ length: partitions }, () => ({
    channels: new Map(),
    forgotten: 0,
    bytes: 0,
  }));
  const next = all.map(() => 0n);
  const root = BigInt(`0x${createHash("sha256").update(`${life}/${partitions}`).digest("hex").slice(0, 10)}`);
  const partitionWith = (channel: string): Partition => all[partitionOf(channel, partitions)] as Partition;

  /** The life of the topic, and how often its partition has forgotten a channel. */
  const epochIn = ({ forgotten }: Partition) =>
    root.toString(36).padStart(8, "0") + (forgotten ? forgotten.toString(36) : "");

  function append(partition: Partition, channel: Channel, entry: Entry, bytes: number): void {
    const { id, type, payload, at, keep } = entry;
    const { epoch, kept, seqs } = channel;
    const before = channel.bytes;
    const seq = ++channel.head;
    const envelope: Envelope = { v: 1, type, channel: entry.channel, epoch, seq, at, payload };
    kept.push({ envelope, bytes });
    channel.bytes += bytes;
    while (kept.length > keep) channel.bytes -= kept.shift()?.bytes ?? 0;
    seqs.set(id, seq);
    channel.bytes += bytesOfId(id);
    for (const known of seqs.keys()) {
      if (seqs.size <= Math.max(keep, REMEMBERED_IDS)) break;
      seqs.delete(known);
      channel.bytes -= bytesOfId(known);
    }
    partition.bytes += channel.bytes - before;
    onMessage(envelope);
  }

  function open(partition: Partition, name: string): Channel {
    const known = partition.channels.get(name);
    partition.channels.delete(name);
    const channel: Channel = known ?? {
      epoch: epochIn(partition),
      kept: [],
      seqs: new Map(),
      head: 0,
      bytes: CHANNEL_BYTES,
    };
    partition.channels.set(name, channel);
    if (!known) partition.bytes += channel.bytes;
    return channel;
  }

  function forget(partition: Partition): void {
    for (const [name, { bytes }] of partition.channels) {
      if (partition.bytes <= mostBytes / partitions || partition.channels.size === 1) return;
      partition.channels.delete(name);
      partition.bytes -= bytes;
      partition.forgotten += 1;
    }
  }

  return {
    next,
    get channels() {
      return all.reduce((sum, { channels }) => sum + channels.size, 0);
    },
    take(index, offset, value) {
      if (offset < (next[index] ?? 0n)) return;
      next[index] = offset + 1n;
      const entry = value && decodeEntry(value);
      const partition = all[index];
      if (!entry || !partition || partitionOf(entry.channel, partitions) !== index) return;
      const channel = open(partition, entry.channel);
      if (!channel.seqs.has(entry.id)) append(partition, channel, entry, value.length);
      onPlace(entry.channel, entry.id, {
        epoch: channel.epoch,
        seq: channel.seqs.get(entry.id) ?? channel.head,
      });
      forget(partition);
    },
    find(name, id) {
      const channel = partitionWith(name).channels.get(name);
      const seq = channel?.seqs.get(id);
      return channel && seq ? { epoch: channel.epoch, seq } : undefined;
    },
    read(name) {
      const partition = partitionWith(name);
      const { epoch, head, kept } = partition.channels.get(name) ?? {
        epoch: epochIn(partition),
        head: 0,
        kept: [],
      };
      return { start: { epoch, seq: head - kept.length }, kept: kept.map(({ envelope }) => envelope) };
    },
  };
}

const bytesOfId = (id: string): number => ID_BYTES + id.length * 2;

/** What somebody else put into the topic is nobody's entry. */
function decodeEntry(value: Buffer): Entry | undefined {
  try {
    const entry: Partial<Entry> | null = JSON.parse(value.toString());
    const { channel, id, type, at, keep } = entry ?? {};
    const isEntry =
      typeof channel === "string" &&
      typeof id === "string" &&
      typeof type === "string" &&
      typeof at === "number" &&
      typeof keep === "number";
    return isEntry ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Entry } from "./backplane.ts";
import { createKafkaLogs, encodeEntry, type KafkaLogs, partitionOf } from "./kafka-logs.ts";

const PARTITIONS = 3;

interface Read {
  readonly logs: KafkaLogs;
  readonly messages: Envelope[];
  readonly places: [channel: string, id: string, position: Position][];
}

function open({ life = "topic", mostBytes = 1e9 } = {}): Read {
  const messages: Envelope[] = [];
  const places: Read["places"] = [];
  const logs = createKafkaLogs({
    life,
    partitions: PARTITIONS,
    mostBytes,
    onMessage: (envelope) => messages.push(envelope),
    onPlace: (...place) => places.push(place),
  });
  return { logs, messages, places };
}

/** Writes entries as Kafka would: each at the end of its partition. */
function write(entries: readonly Entry[]): Buffer[][] {
  const topic: Buffer[][] = Array.from({ length: PARTITIONS }, () => []);
  for (const entry of entries) topic[partitionOf(entry.channel, PARTITIONS)]?.push(encodeEntry(entry));
  return topic;
}

/** Reads all of it, from whichever partition `pick` says next. */
function readAll({ logs }: Read, topic: readonly Buffer[][], pick: (most: number) => number): void {
  const left = topic.map((records) => records.length);
  for (;;) {
    const open = left.flatMap((count, partition) => (count > 0 ? [partition] : []));
    const partition = open[pick(open.length)];
    if (partition === undefined) return;
    const offset = Number(logs.next[partition]);
    logs.take(partition, BigInt(offset), topic[partition]?.[offset] ?? null);
    left[partition] = (left[partition] ?? 0) - 1;
  }
}

const said = (channel: string, id: string, keep = 1000, payload: unknown = id): Entry => ({
  channel,
  id,
  type: "said",
  payload,
  at: 1764000000000,
  keep,
});

const entries = fc.array(
  fc
    .tuple(fc.nat({ max: 5 }), fc.nat({ max: 40 }), fc.constantFrom(1, 3, 1000))
    .map(([channel, id, keep]) => said(`room:${channel}`, `id${id}`, keep)),
  { maxLength: 300 },
);

describe("the logs in a topic", () => {
  test("give each new id of a channel the next seq, and one that is known its first", () => {
    const { logs, messages, places } = open();
    const topic = write([said("room:a", "x"), said("room:b", "x"), said("room:a", "y"), said("room:a", "x")]);
    readAll({ logs, messages, places }, topic, () => 0);
    const of = (name: string) => messages.filter(({ channel }) => channel === name);
    expect(of("room:a").map(({ seq, payload }) => [seq, payload])).toEqual([
      [1, "x"],
      [2, "y"],
    ]);
    expect(of("room:b").map(({ seq }) => seq)).toEqual([1]);
    expect(places.filter(([, id]) => id === "x").map(([, , { seq }]) => seq)).toEqual([1, 1, 1]);
    expect(logs.find("room:a", "y")).toEqual({ epoch: messages[0]?.epoch, seq: 2 });
    expect(logs.find("room:a", "z")).toBeUndefined();
  });

  test("are the same for whoever reads, in whatever order the partitions come", () => {
    fc.assert(
      fc.property(
        entries,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 5000 }),
        (all, numbers, most) => {
          const topic = write(all);
          const [one, other] = [open({ mostBytes: most }), open({ mostBytes: most })];
          readAll(one, topic, () => 0);
          readAll(other, topic, (choices) => (numbers.next().value ?? 0) % Math.max(1, choices));
          for (let i = 0; i <= 5; i += 1) {
            const of = ({ messages }: Read) => messages.filter(({ channel }) => channel === `room:${i}`);
            expect(of(other)).toEqual(of(one));
            expect(other.logs.read(`room:${i}`)).toEqual(one.logs.read(`room:${i}`));
          }
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  test("have seqs without holes within an epoch, which is never used again", () => {
    fc.assert(
      fc.property(entries, (all) => {
        const read = open({ mostBytes: 4000 });
        readAll(read, write(all), () => 0);
        const lives = new Map<string, number>();
        const last = new Map<string, string>();
        for (const { channel, epoch, seq } of read.messages) {
          const life = `${channel} ${epoch}`;
          if (last.get(channel) !== life) expect(lives.has(life)).toBe(false);
          last.set(channel, life);
          expect(seq).toBe((lives.get(life) ?? 0) + 1);
          lives.set(life, seq);
          expect(epoch).toMatch(/^[a-z0-9]{8,16}$/);
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test("keep a channel's newest, and the ids of a thousand, or of as many as are kept", () => {
    const read = open();
    const all = Array.from({ length: 1200 }, (_, i) => said("room:a", `${i}`, 10));
    readAll(read, write(all), () => 0);
    const { start, kept } = read.logs.read("room:a");
    expect([start.seq, kept.map(({ seq }) => seq)]).toEqual([
      1190,
      [1191, 1192, 1193, 1194, 1195, 1196, 1197, 1198, 1199, 1200],
    ]);
    expect([read.logs.find("room:a", "199"), read.logs.find("room:a", "200")?.seq]).toEqual([undefined, 201]);
  });

  test("forget who was silent longest once they take too much, and begin another life of it", () => {
    const read = open({ mostBytes: 200_000 });
    const channels = Array.from({ length: 2000 }, (_, i) => `room:${i}`);
    readAll(read, write(channels.map((channel) => said(channel, "x"))), () => 0);
    expect(read.logs.channels).toBeLessThan(400);
    expect(read.logs.find("room:1999", "x")?.seq).toBe(1);
    expect(read.logs.find("room:0", "x")).toBeUndefined();
    const partition = partitionOf("room:0", PARTITIONS);
    const before = read.messages.find(({ channel }) => channel === "room:0");
    read.logs.take(partition, read.logs.next[partition] ?? 0n, encodeEntry(said("room:0", "x")));
    const after = read.messages.at(-1);
    expect([before?.seq, after?.channel, after?.seq]).toEqual([1, "room:0", 1]);
    expect(after?.epoch).not.toBe(before?.epoch);
  });

  test("one that is still spoken on is not forgotten, however large", () => {
    const read = open({ mostBytes: 3000 });
    readAll(
      read,
      write(Array.from({ length: 50 }, (_, i) => said("room:a", `${i}`, 50, "x".repeat(1000)))),
      () => 0,
    );
    expect(read.logs.read("room:a").kept).toHaveLength(50);
  });

  test("of another topic have another epoch, also where nobody spoke yet", () => {
    const [one, other] = [open(), open({ life: "another" })];
    expect(one.logs.read("room:a").start.seq).toBe(0);
    expect(other.logs.read("room:a").start.epoch).not.toBe(one.logs.read("room:a").start.epoch);
  });

  test("pass over what is no entry, is in a partition not its own, or was read before", () => {
    const read = open();
    const partition = partitionOf("room:a", PARTITIONS);
    const elsewhere = (partition + 1) % PARTITIONS;
    const strange = [
      null,
      "",
      "no JSON",
      "null",
      "[]",
      "1",
      '{"channel":"room:a","id":"x"}',
      '{"channel":1}',
    ];
    for (const [i, text] of strange.entries())
      read.logs.take(partition, BigInt(i), text === null ? null : Buffer.from(text));
    read.logs.take(partition, 8n, Buffer.from([0xff, 0xfe, 0x00]));
    read.logs.take(elsewhere, 0n, encodeEntry(said("room:a", "x")));
    expect([read.messages, read.places, read.logs.next[partition]]).toEqual([[], [], 9n]);
    read.logs.take(partition, 9n, encodeEntry(said("room:a", "x")));
    read.logs.take(partition, 9n, encodeEntry(said("room:a", "y")));
    expect(read.messages.map(({ seq, payload }) => [seq, payload])).toEqual([[1, "x"]]);
  });

  test("spread over the partitions", () => {
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i += 1) {
      const partition = partitionOf(`room:${i}`, PARTITIONS);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(800);
  });
});

import { randomUUID } from "node:crypto";
import { Admin, Producer } from "@platformatic/kafka";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isSkipped, KINDS, titleOf, untilState } from "../testing/backplanes.ts";
import { createHeardLog } from "../testing/heard-log.ts";
import type { Backplane, Entry } from "./backplane.ts";
import { createKafkaBackplane, type KafkaOptions } from "./kafka.ts";
import { type KafkaBroker, startKafka } from "./kafka-broker.ts";
import { partitionOf } from "./kafka-logs.ts";

const kafka = KINDS.filter(({ name }) => name === "kafka");

describe.each(kafka.map((kind) => [titleOf(kind), kind] as const))("%s", (_, kind) => {
  describe.skipIf(isSkipped(kind))("alone", { timeout: 60_000 }, () => {
    let broker: KafkaBroker;
    let admin: Admin;
    let prefix = "";
    const opened: Backplane[] = [];

    beforeAll(async () => {
      broker = await startKafka();
      admin = new Admin({ clientId: "test", bootstrapBrokers: [...broker.brokers] });
    }, 120_000);
    afterAll(async () => {
      await admin?.close();
      await broker?.close();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((backplane) => backplane.close()));
      prefix = "";
    });

    /** Servers of one test share the topics. */
    function open(options: Partial<KafkaOptions> = {}): Backplane {
      prefix ||= `test-${randomUUID()}`;
      const { brokers } = broker;
      const backplane = createKafkaBackplane({ brokers, prefix, heartbeatMs: 200, ...options });
      opened.push(backplane);
      return backplane;
    }

    async function connect(options: Partial<KafkaOptions> = {}): Promise<Backplane> {
      const backplane = open(options);
      await untilState(backplane, "ready");
      return backplane;
    }

    test("a server that starts later reads all that was said, and knows each message as the others do", async () => {
      const one = await connect();
      const channels = Array.from({ length: 20 }, (_, i) => `room:${i}`);
      const all = Array.from({ length: 1000 }, (_, i) => entry(`${i}`, channels[i % 20]));
      const positions = await Promise.all(all.map((said) => one.publish(said)));
      const late = await connect();
      expect(await Promise.all(all.map((said) => late.publish(said)))).toEqual(positions);
      for (const channel of channels) {
        const log = createHeardLog();
        await late.subscribe(channel, log);
        expect(log.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
      }
    });

    test("the topic is made so that nothing of it ever goes", async () => {
      await connect();
      const [described] = await admin.describeConfigs({
        resources: [{ resourceType: 2, resourceName: `${prefix}-log`, configurationKeys: null }],
      });
      const values = Object.fromEntries(described?.configs.map(({ name, value }) => [name, value]) ?? []);
      expect(values).toMatchObject({
        "cleanup.policy": "delete",
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "flush.messages": "1",
      });
    });

    test("once the topic is deleted, all who follow a channel are told of its new life", async () => {
      const [one, other] = [await connect(), await connect()];
      const logs = [createHeardLog(), createHeardLog()];
      await one.subscribe("room:a", logs[0] as (typeof logs)[0]);
      await other.subscribe("room:a", logs[1] as (typeof logs)[0]);
      await one.publish(entry("before"));
      await admin.deleteTopics({ topics: [`${prefix}-log`] });
      for (const log of logs) await log.until(({ lives }) => lives.length === 2);
      await Promise.all([one, other].map((backplane) => untilState(backplane, "ready")));
      expect((await one.publish(entry("after"))).seq).toBe(1);
      for (const log of logs) {
        await log.until(({ messages }) => messages.length === 1);
        expect(
          log.lives.map(({ start, messages }) => [start.seq, messages.map(({ payload }) => payload)]),
        ).toEqual([
          [0, ["before"]],
          [0, ["after"]],
        ]);
        expect(log.lives[0]?.start.epoch).not.toBe(log.lives[1]?.start.epoch);
        expect(log.wrong).toEqual([]);
      }
      expect(logs[0]?.lives).toEqual(logs[1]?.lives);
    });

    test("a log that has lost its beginning is not taken for whole", async () => {
      const one = await connect({ partitions: 1 });
      for (const id of ["1", "2", "3"]) await one.publish(entry(id));
      await admin.deleteRecords({
        topics: [{ name: `${prefix}-log`, partitions: [{ partition: 0, offset: 2n }] }],
      });
      const reason = await new Promise((resolve) => open({ onTrouble: resolve }));
      expect(String(reason)).toContain(`topic ${prefix}-log: expected all since its first record`);
      expect(opened.at(-1)?.state).toBe("lost");
    });

    test("a topic that has other partitions than asked for is read as it is", async () => {
      const [one, other] = [await connect({ partitions: 1 }), await connect({ partitions: 4 })];
      for (let i = 1; i <= 8; i += 1) {
        const said = entry(`${i}`, `room:${i}`);
        expect(await other.publish(said)).toEqual(await one.publish(said));
      }
    });

    test("what somebody else put into the topic is passed over", async () => {
      const one = await connect();
      const log = createHeardLog();
      await one.subscribe("room:a", log);
      const producer = new Producer({ clientId: "else", bootstrapBrokers: [...broker.brokers] });
      const partition = partitionOf("room:a", 4);
      const values = ["no JSON", '{"channel":"room:a"}', ""].map((text) => Buffer.from(text));
      await producer.send({
        messages: values.map((value) => ({ topic: `${prefix}-log`, partition, value })),
        acks: -1,
      });
      await producer.close();
      expect((await one.publish(entry("a"))).seq).toBe(1);
      await log.until(({ messages }) => messages.length === 1);
    });

    test("so many may wait; the next are refused, and a second try is not said twice", async () => {
      const one = await connect({ pending: 10 });
      const all = Array.from({ length: 30 }, (_, i) => entry(`${i}`));
      const tried = await Promise.allSettled(all.map((said) => one.publish(said)));
      expect(tried.map(({ status }) => status).filter((status) => status === "fulfilled")).toHaveLength(10);
      expect(tried.at(-1)).toMatchObject({ reason: { code: "backplane-lost", status: 503 } });
      const seqs = [];
      for (const said of all) seqs.push((await one.publish(said)).seq);
      expect(seqs).toEqual(all.map((_, i) => i + 1));
    });

    test("a message that no record can hold is refused by name, and harms nothing", async () => {
      const one = await connect();
      const large = { ...entry("large"), payload: "x".repeat(17 * 2 ** 20) };
      await expect(one.publish(large)).rejects.toMatchObject({ code: "too-large" });
      const fits = { ...entry("fits"), payload: "x".repeat(15 * 2 ** 20) };
      expect((await one.publish(fits)).seq).toBe(1);
      expect(one.state).toBe("ready");
    });

    test("servers agree on what is forgotten, and tell who follows it of the new life", async () => {
      const mostBytes = 40_000;
      const [one, other] = [await connect({ mostBytes }), await connect({ mostBytes })];
      const logs = [createHeardLog(), createHeardLog()];
      await one.subscribe("room:a", logs[0] as (typeof logs)[0]);
      await other.subscribe("room:a", logs[1] as (typeof logs)[0]);
      await one.publish(entry("first"));
      await Promise.all(Array.from({ length: 400 }, (_, i) => other.publish(entry("x", `room:${i}`))));
      const position = await one.publish(entry("second"));
      expect(position.seq).toBe(1);
      for (const log of logs) {
        await log.until(({ lives, messages }) => lives.length === 2 && messages.length === 1);
        expect(log.lives[1]?.start).toEqual({ ...position, seq: 0 });
        expect(log.wrong).toEqual([]);
      }
    });

    test("where nothing answers it says so, keeps trying, and can be closed", async () => {
      const reasons: unknown[] = [];
      const nobody = createKafkaBackplane({
        brokers: ["127.0.0.1:1"],
        limitMs: 500,
        onTrouble: (reason) => reasons.push(reason),
      });
      expect(nobody.state).toBe("connecting");
      await expect(nobody.publish(entry("a"))).rejects.toMatchObject({ code: "backplane-lost" });
      await untilState(nobody, "lost");
      expect(reasons.length).toBeGreaterThan(0);
      await nobody.close();
    });
  });
});

function entry(id: string, channel = "room:a"): Entry {
  return { channel, id, type: "said", payload: id, at: 1764000000000, keep: 1000 };
}

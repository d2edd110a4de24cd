import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isSkipped, KINDS, type RunningKind, titleOf } from "../testing/backplanes.ts";
import { createHeardLog, type HeardLog } from "../testing/heard-log.ts";
import { type Backplane, type Entry, REMEMBERED_IDS } from "./backplane.ts";

const HOSTILE = [
  "room:tea",
  "room:Tea",
  "room:日本語",
  "room:שלום‏",
  "room:👩‍👩‍👧‍👦",
  "room:caf\u00e9",
  "room:cafe\u0301",
  "room:\ud83d",
  "room:\ufffd",
  "room:\u0000",
  "room: ",
  "room:a b\r\nDEL c",
  "room:{a}",
  "room:*?[a-z]",
  'room:"\\',
  "room:<b>&amp;</b>",
  "room:../../etc",
  "room:__proto__",
  `room:${"𝒳".repeat(64)}`,
];

describe.each(KINDS.map((kind) => [titleOf(kind), kind] as const))("%s", (_, kind) => {
  describe.skipIf(isSkipped(kind))("as a backplane", { timeout: 30_000 }, () => {
    let running: RunningKind;
    let one: Backplane;
    let other: Backplane;
    let used = 0;
    let channel = "";
    const opened: Backplane[] = [];

    async function connect(): Promise<Backplane> {
      const backplane = await running.connect();
      opened.push(backplane);
      return backplane;
    }

    beforeAll(async () => {
      running = await kind.start();
      one = await running.connect();
      other = await running.connect();
    }, 120_000);
    afterAll(async () => {
      await Promise.all([one, other].map((backplane) => backplane?.close()));
      await running?.stop();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((backplane) => backplane.close()));
    });
    const next = () => {
      used += 1;
      channel = `room:${used}`;
    };

    async function listen(backplane: Backplane, name = channel): Promise<HeardLog> {
      const log = createHeardLog();
      await backplane.subscribe(name, log);
      return log;
    }

    test("is of its kind, and ready", () => {
      expect(one.kind).toBe(kind.name);
      expect(one.state).toBe("ready");
    });

    test("a channel that nobody spoke on begins at 0", async () => {
      next();
      const log = await listen(one);
      expect(log.lives).toEqual([
        { start: { epoch: expect.stringMatching(/^[a-z0-9]{1,16}$/), seq: 0 }, messages: [] },
      ]);
    });

    test("messages have seqs from 1 and are told in order, as they were said", async () => {
      next();
      const log = await listen(one);
      const positions = [];
      for (let i = 1; i <= 5; i += 1) positions.push(await one.publish(entry(channel, i)));
      await log.until(({ messages }) => messages.length === 5);
      const epoch = log.lives[0]?.start.epoch;
      expect(positions).toEqual([1, 2, 3, 4, 5].map((seq) => ({ epoch, seq })));
      expect(log.messages).toEqual(
        [1, 2, 3, 4, 5].map((seq) => ({
          v: 1,
          type: "said",
          channel,
          epoch,
          seq,
          at: 1764000000000.123 + seq,
          payload: { n: seq },
        })),
      );
    });

    test("two servers hear one log, whoever speaks, each message once", async () => {
      next();
      const logs = [await listen(one), await listen(other)];
      const positions = await Promise.all(
        Array.from({ length: 200 }, (_, i) => (i % 2 ? one : other).publish(entry(channel, i))),
      );
      for (const log of logs) await log.until(({ messages }) => messages.length >= 200);
      expect(positions.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 200 }, (_, i) => i + 1),
      );
      expect(logs[0]?.messages).toEqual(logs[1]?.messages);
      for (const [i, { seq }] of positions.entries())
        expect(logs[0]?.messages[seq - 1]?.payload).toEqual({ n: i });
      expect(logs.flatMap(({ wrong }) => wrong)).toEqual([]);
    });

    test("what one server says one after the other is said in that order", async () => {
      next();
      const log = await listen(other);
      const said = Array.from({ length: 100 }, (_, i) => one.publish(entry(channel, i)));
      const positions = await Promise.all(said);
      expect(positions.map(({ seq }) => seq)).toEqual(positions.map((_, i) => i + 1));
      await log.until(({ messages }) => messages.length === 100);
    });

    test("the same id, from whichever server, is said once, and its first position comes back", async () => {
      next();
      const log = await listen(one);
      const first = await one.publish(entry(channel, "a"));
      await one.publish(entry(channel, "b"));
      expect(await one.publish(entry(channel, "a"))).toEqual(first);
      expect(await other.publish({ ...entry(channel, "a"), type: "left", payload: "another" })).toEqual(
        first,
      );
      await one.publish(entry(channel, "end"));
      await log.until(({ messages }) => messages.length === 3);
      expect(log.messages.map(({ payload }) => payload)).toEqual([{ n: "a" }, { n: "b" }, { n: "end" }]);
    });

    test("the same id from all servers at once is said once", async () => {
      next();
      const log = await listen(one);
      const positions = await Promise.all(
        Array.from({ length: 50 }, (_, i) => (i % 2 ? one : other).publish(entry(channel, "same"))),
      );
      expect(new Set(positions.map(({ seq }) => seq))).toEqual(new Set([1]));
      await one.publish(entry(channel, "end"));
      await log.until(({ messages }) => messages.length === 2);
    });

    test("the same id on another channel is another message", async () => {
      next();
      const here = await listen(one);
      const there = await listen(one, `${channel}!`);
      await one.publish(entry(channel, "a"));
      await one.publish(entry(`${channel}!`, "a"));
      for (const log of [here, there]) await log.until(({ messages }) => messages.length === 1);
    });

    test("who comes late is told what is kept before it has subscribed", async () => {
      next();
      for (let i = 1; i <= 30; i += 1) await one.publish(entry(channel, i));
      const log = await listen(other);
      expect(log.lives.map(({ start }) => start.seq)).toEqual([0]);
      expect(log.messages.map(({ payload }) => payload)).toEqual(
        Array.from({ length: 30 }, (_, i) => ({ n: i + 1 })),
      );
    });

    test("who comes in the middle of a flow hears each message once", async () => {
      next();
      const flow = Promise.all(Array.from({ length: 300 }, (_, i) => one.publish(entry(channel, i))));
      const logs = await Promise.all(Array.from({ length: 10 }, () => listen(other)));
      await flow;
      for (const log of logs) await log.until(({ messages }) => messages.at(-1)?.seq === 300);
      expect(logs.flatMap(({ wrong }) => wrong)).toEqual([]);
      expect(logs.every(({ lives }) => lives.length === 1)).toBe(true);
    });

    test("who subscribes at the very moment that something is said hears it", async () => {
      for (let round = 0; round < 100; round += 1) {
        next();
        const [log] = await Promise.all([listen(other), one.publish(entry(channel, 1))]);
        await log.until(({ messages }) => messages.length === 1);
      }
    });

    test("two subscribers of one server each hear all, and stop each for itself", async () => {
      next();
      const first = createHeardLog();
      const stop = await one.subscribe(channel, first);
      const second = await listen(one);
      await one.publish(entry(channel, 1));
      await first.until(({ messages }) => messages.length === 1);
      stop();
      stop();
      await one.publish(entry(channel, 2));
      await second.until(({ messages }) => messages.length === 2);
      expect(first.messages).toHaveLength(1);
    });

    test("who subscribes again begins again, with all that is kept", async () => {
      next();
      const log = createHeardLog();
      for (let round = 1; round <= 20; round += 1) {
        const stop = await one.subscribe(channel, log);
        await one.publish(entry(channel, round));
        await log.until(({ messages }) => messages.length === round);
        stop();
      }
      expect(log.lives).toHaveLength(20);
      expect(new Set(log.lives.map(({ start }) => start.epoch)).size).toBe(1);
      expect(log.wrong).toEqual([]);
    });

    test("a channel keeps its newest, and begins where they begin", async () => {
      next();
      const present = await listen(other);
      for (let i = 1; i <= 25; i += 1) await one.publish({ ...entry(channel, i), keep: 10 });
      const late = await listen(one);
      expect(late.lives.map(({ start }) => start.seq)).toEqual([15]);
      expect(late.messages.map(({ seq }) => seq)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
      await present.until(({ messages }) => messages.length === 25);
      expect(present.lives).toHaveLength(1);
    });

    test("a channel that keeps one message keeps the newest", async () => {
      next();
      for (let i = 1; i <= 5; i += 1) await one.publish({ ...entry(channel, i), keep: 1 });
      expect((await listen(other)).messages.map(({ payload }) => payload)).toEqual([{ n: 5 }]);
    });

    test("the ids of all that is kept are remembered", async () => {
      next();
      const keep = 1100;
      const ids = Array.from({ length: keep + 50 }, (_, i) => i);
      const positions = await Promise.all(ids.map((i) => one.publish({ ...entry(channel, i), keep })));
      const again = await Promise.all(
        ids.slice(50).map((i) => other.publish({ ...entry(channel, i), keep })),
      );
      expect(again).toEqual(positions.slice(50));
    });

    test("an id is forgotten once so many messages have followed: said again it is said twice", async () => {
      next();
      const first = await one.publish({ ...entry(channel, 0), keep: 10 });
      const ids = Array.from({ length: REMEMBERED_IDS }, (_, i) => i + 1);
      await Promise.all(ids.map((i) => one.publish({ ...entry(channel, i), keep: 10 })));
      const again = await one.publish({ ...entry(channel, 0), keep: 10 });
      expect(again).toEqual({ epoch: first.epoch, seq: REMEMBERED_IDS + 2 });
    });

    test("a reader who heard what the log has is no reason for another life", async () => {
      next();
      const log = await listen(other);
      await one.confirm(channel, await one.publish(entry(channel, 1)));
      await other.confirm(channel, await one.publish(entry(channel, 2)));
      await log.until(({ messages }) => messages.length === 2);
      expect(log.lives).toHaveLength(1);
    });

    test("announcements reach all who listen, this server too, in order", async () => {
      const heard: Record<string, string[]> = { one: [], other: [] };
      const texts = Array.from({ length: 50 }, (_, i) => `${i} "\n\u0000\ud83d\ude00`);
      await new Promise<void>((resolve) => {
        const hear = (name: string) => (text: string) => {
          heard[name]?.push(text);
          if (heard.one?.length === 50 && heard.other?.length === 50) resolve();
        };
        one.onAnnouncement(hear("one"));
        other.onAnnouncement(hear("other"));
        for (const text of texts) one.announce(text);
      });
      expect(heard).toEqual({ one: texts, other: texts });
    });

    test("who stopped listening hears no announcement", async () => {
      const heard: string[] = [];
      const stop = other.onAnnouncement((text) => heard.push(text));
      stop();
      await new Promise<void>((resolve) => {
        other.onAnnouncement((text) => text === "after" && resolve());
        one.announce("after");
      });
      expect(heard).toEqual([]);
    });

    test("two hundred channels are kept apart", async () => {
      next();
      const names = Array.from({ length: 200 }, (_, i) => `${channel}/${i}`);
      const logs = await Promise.all(names.map((name) => listen(one, name)));
      await Promise.all(
        [1, 2, 3].flatMap((round) => names.map((name) => other.publish(entry(name, `${name} ${round}`)))),
      );
      for (const [i, log] of logs.entries()) {
        await log.until(({ messages }) => messages.length === 3);
        expect(log.messages.map(({ payload }) => payload)).toEqual(
          [1, 2, 3].map((round) => ({ n: `${names[i]} ${round}` })),
        );
      }
    });

    test("a name may be of any characters, and is no other's", async () => {
      next();
      const names = HOSTILE.map((name) => `${name}${channel}`);
      const logs = await Promise.all(names.map((name) => listen(other, name)));
      for (const name of names) expect((await one.publish(entry(name, name))).seq).toBe(1);
      for (const [i, log] of logs.entries()) {
        await log.until(({ messages }) => messages.length === 1);
        expect(log.messages[0]).toMatchObject({ channel: names[i], payload: { n: names[i] } });
      }
    });

    test("ids, types and payloads may be anything that JSON can say", async () => {
      next();
      const log = await listen(other);
      let said = 0;
      const text = fc.string({ unit: "binary", maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(text, text, fc.jsonValue(), async (id, type, value) => {
          const payload: unknown = JSON.parse(JSON.stringify(value));
          said += 1;
          const { seq } = await one.publish({ ...entry(channel, `${said} ${id}`), type, payload });
          await log.until(({ messages }) => messages.length === said);
          expect(log.messages.at(-1)).toMatchObject({ seq, type, payload });
        }),
        { numRuns: 100, seed: 5 },
      );
      expect(log.wrong).toEqual([]);
    });

    test("a large payload comes whole", async () => {
      next();
      const log = await listen(other);
      const payload = { text: "é".repeat(500_000) };
      await one.publish({ ...entry(channel, 1), payload });
      await log.until(({ messages }) => messages.length === 1);
      expect(log.messages[0]?.payload).toEqual(payload);
    });

    test("a backplane that is closed says so, refuses, and tells nothing more", async () => {
      next();
      const closed = await connect();
      const states: string[] = [];
      closed.onState((state) => states.push(state));
      const log = await listen(closed);
      const heard: string[] = [];
      closed.onAnnouncement((text) => heard.push(text));
      await closed.close();
      await closed.close();
      expect([states, closed.state]).toEqual([["lost"], "lost"]);
      await expect(closed.publish(entry(channel, 1))).rejects.toMatchObject({ code: "backplane-lost" });
      await expect(closed.subscribe(channel, createHeardLog())).rejects.toMatchObject({
        code: "backplane-lost",
      });
      closed.announce("to nobody");
      const present = await listen(one);
      await other.publish(entry(channel, 2));
      await present.until(({ messages }) => messages.length === 1);
      expect([log.messages, heard]).toEqual([[], []]);
    });
  });
});

function entry(channel: string, n: number | string): Entry {
  const at = 1764000000000.123 + (typeof n === "number" ? n : 0);
  return { channel, id: String(n), type: "said", payload: { n }, at, keep: 1000 };
}

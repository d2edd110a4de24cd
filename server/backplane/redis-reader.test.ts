import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHeardLog } from "../testing/heard-log.ts";
import { createReader, type News, type Page } from "./redis-reader.ts";

/** A log as Redis keeps it, in memory; what it says to who reads it is decided when it is asked. */
function createFakeLog(pageSize = 3) {
  const log = { epoch: "e1", head: 0, entries: [] as News[], reads: 0, isBroken: false };
  const heard = createHeardLog();
  const reader = createReader({
    channel: "room:a",
    subscriber: heard,
    async read({ epoch, seq }): Promise<Page> {
      log.reads += 1;
      if (log.isBroken) throw new Error("WRONGTYPE");
      const from = epoch === log.epoch ? seq : 0;
      const entries = log.entries.filter((one) => one.seq >= from).slice(0, pageSize);
      return { epoch: log.epoch, head: log.head, entries };
    },
    async renew(epoch) {
      if (log.epoch === epoch) renew();
    },
  });
  function renew(): void {
    log.epoch = `e${Number(log.epoch.slice(1)) + 1}`;
  }
  return {
    log,
    heard,
    reader,
    renew,
    /** Says so many messages; returns what pub/sub would say of them. */
    say(count: number, name = "m"): News[] {
      return Array.from({ length: count }, () => {
        log.head += 1;
        const entry = JSON.stringify([`${name}${log.head}`, "said", 1, `${name}${log.head}`]);
        const news = { epoch: log.epoch, seq: log.head, entry };
        log.entries.push(news);
        return news;
      });
    },
    /** What the log was before it said the last so many. */
    rollBack(count: number): void {
      log.entries.splice(-count);
      log.head -= count;
    },
    /** Waits for a reading that what was heard has begun. */
    settle: () => reader.catchUp().catch(() => {}),
  };
}

const said = (fake: ReturnType<typeof createFakeLog>) =>
  fake.heard.lives.map(({ start, messages }) => [
    `${start.epoch}:${start.seq}`,
    ...messages.map(({ payload }) => payload),
  ]);

describe("a reader of a log", () => {
  test("reads a long log page by page", async () => {
    const fake = createFakeLog();
    fake.say(10);
    await fake.reader.catchUp();
    expect(said(fake)).toEqual([["e1:0", ...Array.from({ length: 10 }, (_, i) => `m${i + 1}`)]]);
  });

  test("is told by what it hears alone, as long as nothing is missing", async () => {
    const fake = createFakeLog();
    await fake.reader.catchUp();
    for (const news of fake.say(5)) fake.reader.hear(news);
    expect(said(fake)).toEqual([["e1:0", "m1", "m2", "m3", "m4", "m5"]]);
    expect(fake.log.reads).toBe(1);
  });

  test("fills a gap from the log, and what came in the meantime is not told twice", async () => {
    const fake = createFakeLog(100);
    await fake.reader.catchUp();
    const [first, , third, fourth] = fake.say(4);
    for (const news of [first, third, fourth]) if (news) fake.reader.hear(news);
    for (const news of fake.say(1)) fake.reader.hear(news);
    await fake.settle();
    expect(said(fake)).toEqual([["e1:0", "m1", "m2", "m3", "m4", "m5"]]);
    expect(fake.heard.wrong).toEqual([]);
  });

  test("hears nothing twice", async () => {
    const fake = createFakeLog();
    await fake.reader.catchUp();
    const news = fake.say(3);
    for (const one of [...news, ...news]) fake.reader.hear(one);
    expect(said(fake)).toEqual([["e1:0", "m1", "m2", "m3"]]);
  });

  test("is told a new beginning where the log was cut off beyond what it heard", async () => {
    const fake = createFakeLog();
    fake.say(2);
    await fake.reader.catchUp();
    fake.say(8);
    fake.log.entries.splice(0, 6);
    await fake.reader.catchUp();
    expect(said(fake)).toEqual([
      ["e1:0", "m1", "m2"],
      ["e1:6", "m7", "m8", "m9", "m10"],
    ]);
  });

  test("goes on where the log was cut off just at what it heard", async () => {
    const fake = createFakeLog();
    fake.say(2);
    await fake.reader.catchUp();
    fake.say(2);
    fake.log.entries.splice(0, 2);
    await fake.reader.catchUp();
    expect(said(fake)).toEqual([["e1:0", "m1", "m2", "m3", "m4"]]);
  });

  test("a log that has lost what was heard begins a new life", async () => {
    const fake = createFakeLog();
    fake.say(5);
    await fake.reader.catchUp();
    fake.rollBack(2);
    await fake.reader.catchUp();
    expect(said(fake)).toEqual([
      ["e1:0", "m1", "m2", "m3", "m4", "m5"],
      ["e2:0", "m1", "m2", "m3"],
    ]);
  });

  test("and so does one that says something else instead by now", async () => {
    const fake = createFakeLog();
    fake.say(5);
    await fake.reader.catchUp();
    fake.rollBack(2);
    fake.say(4, "other");
    await fake.reader.catchUp();
    expect(said(fake)[1]).toEqual(["e2:0", "m1", "m2", "m3", "other4", "other5", "other6", "other7"]);
  });

  test("tries again what it could not read, with the next thing it hears or when told", async () => {
    const fake = createFakeLog();
    await fake.reader.catchUp();
    fake.log.isBroken = true;
    const [, second] = fake.say(2);
    if (second) fake.reader.hear(second);
    await fake.settle();
    expect(fake.reader.isBehind).toBe(true);
    fake.log.isBroken = false;
    await fake.reader.catchUp();
    expect(fake.reader.isBehind).toBe(false);
    expect(said(fake)).toEqual([["e1:0", "m1", "m2"]]);
  });

  test("an entry that is not ours is no crash, and is not told", async () => {
    const fake = createFakeLog();
    await fake.reader.catchUp();
    fake.reader.hear({ epoch: "e1", seq: 1, entry: "{junk" });
    fake.reader.hear({ epoch: "", seq: Number.NaN, entry: "" });
    fake.reader.hear({ epoch: "e1", seq: 99, entry: "[]" });
    await fake.settle();
    for (const news of fake.say(1)) fake.reader.hear(news);
    expect(said(fake)).toEqual([["e1:0", "m1"]]);
  });

  test("reads the log again where more came during a reading than can wait", async () => {
    const fake = createFakeLog(5000);
    const reading = fake.reader.catchUp();
    for (const news of fake.say(3000)) fake.reader.hear(news);
    await reading;
    expect(fake.heard.messages).toHaveLength(3000);
    expect(fake.heard.wrong).toEqual([]);
  });

  test("is told nothing after it was stopped, not even in the middle of a reading", async () => {
    const fake = createFakeLog();
    const news = fake.say(3);
    const reading = fake.reader.catchUp();
    fake.reader.stop();
    await reading;
    for (const one of news) fake.reader.hear(one);
    await fake.settle();
    expect(said(fake)).toEqual([]);
  });

  test("whatever is lost, late, twice or out of order on the way, each life is told in order and to its end", async () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ say: fc.integer({ min: 1, max: 6 }), lost: fc.nat(63) }) },
      { weight: 2, arbitrary: fc.constant("cut" as const) },
      { weight: 1, arbitrary: fc.constant("renew" as const) },
      { weight: 2, arbitrary: fc.constant("again" as const) },
      { weight: 2, arbitrary: fc.constant("wait" as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const fake = createFakeLog(4);
        const all: News[] = [];
        void fake.reader.catchUp();
        for (const one of steps) {
          if (one === "cut") fake.log.entries.splice(0, fake.log.entries.length - 2);
          else if (one === "renew") fake.renew();
          else if (one === "again") for (const news of all.slice(-3).reverse()) fake.reader.hear(news);
          else if (one === "wait") await fake.settle();
          else {
            const news = fake.say(one.say);
            all.push(...news);
            for (const [i, each] of news.entries()) if (!(one.lost & (1 << i))) fake.reader.hear(each);
          }
        }
        await fake.settle();
        await fake.reader.catchUp();
        expect(fake.heard.wrong).toEqual([]);
        const life = fake.heard.lives.at(-1);
        expect(life?.start.epoch).toBe(fake.log.epoch);
        expect(life?.messages.at(-1)?.seq ?? life?.start.seq).toBe(fake.log.head);
        for (const { payload, seq } of life?.messages ?? []) expect(payload).toBe(`m${seq}`);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

import { afterEach, describe, expect, test } from "vitest";
import {
  type Faults,
  isSkipped,
  KINDS,
  type RunningKind,
  titleOf,
  untilState,
} from "../testing/backplanes.ts";
import { createHeardLog, type HeardLog } from "../testing/heard-log.ts";
import type { Backplane, Entry } from "./backplane.ts";

/** Kinds that have something behind them which can go away. */
const FALLIBLE = KINDS.filter(({ name }) => name !== "memory");

/** More of them for a long run: `CHAOS_SEEDS=1,2,3,4`. A broker takes many times as long to come back as Redis. */
const seedsOf = ({ name }: { readonly name: string }) =>
  (process.env.CHAOS_SEEDS ?? (name === "redis" ? "1,2" : "1")).split(",").map(Number);

describe.each(FALLIBLE.map((kind) => [titleOf(kind), kind] as const))("%s", (_, kind) => {
  describe.skipIf(isSkipped(kind))("with faults", { timeout: 120_000 }, () => {
    let running: RunningKind | undefined;
    const opened: Backplane[] = [];

    async function start(servers: number): Promise<{ backplanes: Backplane[]; faults: Faults }> {
      running = await kind.start({ isOurs: true });
      for (let i = 0; i < servers; i += 1) opened.push(await running.connect());
      if (!running.faults) throw new Error(`${kind.name} has no faults`);
      return { backplanes: [...opened], faults: running.faults };
    }
    afterEach(async () => {
      running?.faults?.resume();
      await Promise.all(opened.splice(0).map((backplane) => backplane.close()));
      await running?.stop();
      running = undefined;
    });

    test("what was acknowledged is there after a kill, and who listened goes on from where it was", async () => {
      const { backplanes, faults } = await start(2);
      const [one, other] = backplanes as [Backplane, Backplane];
      const log = await listen(other);
      for (let i = 1; i <= 20; i += 1) await one.publish(entry(i));
      const lost = Promise.all(backplanes.map((backplane) => untilState(backplane, "lost")));
      await faults.kill();
      await lost;
      await expect(one.publish(entry(21))).rejects.toMatchObject({ code: "backplane-lost", status: 503 });
      await expect(one.subscribe("room:new", createHeardLog())).rejects.toMatchObject({
        code: "backplane-lost",
      });
      one.announce("to nobody");
      await faults.restart();
      await Promise.all(backplanes.map((backplane) => untilState(backplane, "ready")));
      expect((await one.publish(entry(5))).seq).toBe(5);
      expect((await one.publish(entry(21))).seq).toBe(21);
      await log.until(({ messages }) => messages.length === 21);
      expect(log.lives).toHaveLength(1);
      expect(log.wrong).toEqual([]);
    });

    test("announcements go on after a kill", async () => {
      const { backplanes, faults } = await start(1);
      const [one] = backplanes as [Backplane];
      const heard = new Promise((resolve) => one.onAnnouncement(resolve));
      const lost = untilState(one, "lost");
      await faults.kill();
      await lost;
      await faults.restart();
      await untilState(one, "ready");
      one.announce("back");
      expect(await heard).toBe("back");
    });

    test("one that stops answering is found out: it is lost, what waits is refused, and it comes back", async () => {
      const { backplanes, faults } = await start(2);
      const [one, other] = backplanes as [Backplane, Backplane];
      const log = await listen(other);
      await one.publish(entry("before"));
      faults.pause();
      const waiting = ["a", "b"].map((id) => one.publish(entry(id)));
      expect(await Promise.allSettled(waiting)).toMatchObject([
        { status: "rejected", reason: { code: "backplane-lost" } },
        { status: "rejected", reason: { code: "backplane-lost" } },
      ]);
      await Promise.all(backplanes.map((backplane) => untilState(backplane, "lost")));
      faults.resume();
      await Promise.all(backplanes.map((backplane) => untilState(backplane, "ready")));
      for (const id of ["a", "b"]) await one.publish(entry(id)); // either may have been said after all: not twice
      await log.until(({ messages }) => messages.length === 3);
      expect(log.messages.map(({ payload }) => payload).toSorted()).toEqual(["a", "b", "before"]);
      expect(log.wrong).toEqual([]);
    });

    test.each(seedsOf(kind))(
      "chaos %i: two servers speak while it is killed and stopped, and nothing is lost or twice",
      async (seed) => {
        const { backplanes, faults } = await start(2);
        const random = createRandom(seed);
        const rounds = kind.name === "redis" ? 5 : 2;
        const channels = ["room:a", "room:b", "room:c"];
        const logs: [string, HeardLog][] = [];
        for (const backplane of backplanes)
          for (const channel of channels) logs.push([channel, await listen(backplane, channel)]);
        const acknowledged = new Map<string, { channel: string; epoch: string; seq: number }>();
        let refused = 0;
        let isOver = false;
        const atCount = new Set<{ count: number; go: () => void }>();
        const untilAcknowledged = (count: number) =>
          new Promise<void>((go) => atCount.add({ count: acknowledged.size + count, go }));

        /** Says each thing until it is acknowledged, now and then by the other server, and now and then once more. */
        async function speak(name: string, first: Backplane, second: Backplane): Promise<void> {
          for (let n = 1; !isOver; n += 1) {
            const channel = channels[Math.floor(random() * channels.length)] ?? "room:a";
            const said = { ...entry(`${name} ${n}`, channel), keep: 100_000 };
            for (let isSafe = false; !isSafe; ) {
              const by = random() < 0.8 ? first : second;
              try {
                const position = await by.publish(said);
                const known = acknowledged.get(said.id);
                if (known) expect(known).toEqual({ channel, ...position });
                acknowledged.set(said.id, { channel, ...position });
                isSafe = random() < 0.95;
              } catch (error) {
                expect(error).toMatchObject({ code: "backplane-lost" });
                refused += 1;
                await Promise.race(backplanes.map((backplane) => untilState(backplane, "ready")));
              }
            }
            for (const waiting of atCount)
              if (acknowledged.size >= waiting.count) {
                atCount.delete(waiting);
                waiting.go();
              }
          }
        }

        const [one, other] = backplanes as [Backplane, Backplane];
        const speakers = Array.from({ length: 8 }, (_, i) =>
          i % 2 ? speak(`s${i}`, one, other) : speak(`s${i}`, other, one),
        );
        for (let round = 0; round < rounds; round += 1) {
          await untilAcknowledged(50 + Math.floor(random() * 300));
          if (random() < 0.7) {
            await faults.kill();
            await faults.restart();
          } else {
            const lost = untilState(one, "lost");
            faults.pause();
            await lost;
            faults.resume();
          }
        }
        await untilAcknowledged(100);
        isOver = true;
        await Promise.all(speakers);

        for (const [channel, log] of logs) {
          const mine = [...acknowledged].filter(([, at]) => at.channel === channel);
          await log.until(({ messages }) => messages.length >= mine.length);
          expect(log.wrong).toEqual([]);
          expect(log.lives).toHaveLength(1);
          const heard = log.messages.map(({ payload, epoch, seq }) => [payload, { channel, epoch, seq }]);
          expect(heard).toEqual(mine.toSorted(([, a], [, b]) => a.seq - b.seq));
        }
        expect(refused).toBeGreaterThan(0);
      },
    );
  });
});

async function listen(backplane: Backplane, channel = "room:a"): Promise<HeardLog> {
  const log = createHeardLog();
  await backplane.subscribe(channel, log);
  return log;
}

function entry(id: number | string, channel = "room:a"): Entry {
  return { channel, id: String(id), type: "said", payload: id, at: 1764000000000, keep: 1000 };
}

/** mulberry32: the same numbers for the same seed, between 0 and 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import { expect, test } from "vitest";
import { type Faults, NO_FAULTS } from "#protocol/network.ts";
import { createRandom } from "../channels/arrivals.ts";
import { createHandClock } from "../testing/hand-clock.ts";
import { createLine } from "./line.ts";

/** A line on a clock that the test turns: what came out of it, and when. */
function begin(changed: Partial<Faults> = {}, seed = 1) {
  const clock = createHandClock(0);
  let faults: Faults = { ...NO_FAULTS, ...changed };
  let takesMore = true;
  const out: { atMs: number; text: string }[] = [];
  const crowds: boolean[] = [];
  const sum = { heldBytes: 0 };
  const line = createLine({
    sum,
    faults: () => faults,
    random: createRandom(seed),
    now: clock.now,
    wait: (dueAt, then) => clock.after(dueAt - clock.now(), then),
    deliver(bytes) {
      out.push({ atMs: clock.now(), text: bytes.toString() });
      return takesMore;
    },
    end: (how) => void out.push({ atMs: clock.now(), text: how }),
    crowd: (isFull) => void crowds.push(isFull),
  });
  return {
    clock,
    line,
    sum,
    out,
    crowds,
    send: (text: string) => line.send(Buffer.from(text)),
    change(next: Partial<Faults>) {
      faults = { ...faults, ...next };
      line.look();
    },
    takeMore(does: boolean) {
      takesMore = does;
      if (does) line.drained();
    },
  };
}

test("without faults what goes in comes out at once", () => {
  const { send, out } = begin();
  send("a");
  expect(out).toEqual([{ atMs: 0, text: "a" }]);
});

test("latency is exact, and what is under way keeps its own when it changes", () => {
  const { clock, send, change, out } = begin({ latencyMs: 100 });
  send("slow");
  clock.turn(30);
  change({ latencyMs: 0 });
  send("fast, but second");
  clock.turn(100);
  expect(out).toEqual([
    { atMs: 100, text: "slow" },
    { atMs: 100, text: "fast, but second" },
  ]);
});

test("jitter is the seed's, between nothing and its most, and order is kept", () => {
  const run = (seed: number) => {
    const { clock, send, out } = begin({ latencyMs: 10, jitterMs: 50 }, seed);
    for (let i = 0; i < 100; i += 1) {
      send(`${i}`);
      clock.turn(20);
    }
    clock.turn(100);
    return out;
  };
  const one = run(7);
  expect(one.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
  for (const [i, { atMs }] of one.entries()) {
    expect(atMs - i * 20).toBeGreaterThanOrEqual(10);
    expect(atMs - i * 20).toBeLessThan(60);
  }
  expect(run(7)).toEqual(one);
  expect(run(8)).not.toEqual(one);
});

test("a limited line takes as long for so many bytes as it must, and passes them in pieces", () => {
  const { clock, send, out } = begin({ bytesPerSecond: 1000 });
  send("x".repeat(100));
  clock.turn(1000);
  expect(out.map(({ text }) => text.length)).toEqual(Array(10).fill(10));
  expect(out.map(({ atMs }) => atMs)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
});

test("what a stall held back does not come faster than the limit afterwards", () => {
  const { clock, send, change, out } = begin({ bytesPerSecond: 1000, stall: true });
  send("x".repeat(100));
  clock.turn(5000);
  change({ stall: false });
  clock.turn(50);
  expect(out.length).toBeLessThanOrEqual(7); // 5 in 50 ms, and 2 that it may make up for
  clock.turn(50);
  expect(out.length).toBe(10);
});

test("an end takes its turn, and after it there is nothing", () => {
  const { clock, line, send, out } = begin({ latencyMs: 10 });
  send("last");
  line.end("fin");
  clock.turn(20);
  send("too late");
  expect(out).toEqual([
    { atMs: 10, text: "last" },
    { atMs: 10, text: "fin" },
  ]);
});

test("a taker that has enough is given no more until it has room", () => {
  const { send, out, takeMore } = begin();
  takeMore(false);
  send("one");
  send("two");
  expect(out).toHaveLength(1);
  takeMore(true);
  expect(out.map(({ text }) => text)).toEqual(["one", "two"]);
});

test("a line that holds more than its bound says so, and says when it has room again", () => {
  const { clock, send, crowds, change } = begin({ stall: true });
  send("x".repeat(1 << 20));
  expect(crowds).toEqual([]);
  send("x");
  expect(crowds).toEqual([true]);
  change({ stall: false });
  clock.turn(1);
  expect(crowds).toEqual([true, false]);
});

test("a limited line holds what is under way and little more", () => {
  const { send, crowds } = begin({ bytesPerSecond: 1_000_000, latencyMs: 100 });
  send("x".repeat(160_000));
  expect(crowds).toEqual([]);
  send("x".repeat(10_000));
  expect(crowds).toEqual([true]);
});

test("where the lines of a network hold too much together, each that holds anything has enough", () => {
  const { clock, line, send, crowds, sum } = begin({ latencyMs: 10 });
  send("x");
  expect([sum.heldBytes, crowds]).toEqual([1, []]);
  sum.heldBytes += 64 << 20; // those of the others
  line.look();
  expect(crowds).toEqual([true]);
  clock.turn(20);
  expect([sum.heldBytes, crowds]).toEqual([64 << 20, [true, false]]);
});

test("a line that is closed lets go of all, and waits for nothing", () => {
  const { clock, line, send, out, sum } = begin({ latencyMs: 10 });
  send("a");
  line.close();
  clock.turn(100);
  expect([out, clock.waiting, sum.heldBytes]).toEqual([[], 0, 0]);
});

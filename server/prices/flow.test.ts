import { expect, test } from "vitest";
import type { PricePayload } from "#protocol/prices.ts";
import { createEngine } from "./engine.ts";
import { createMarket, type Tick } from "./feed.ts";
import { createOutlet } from "./outlet.ts";

const NEVER = () => undefined;
const midOf = ({ bid, ask }: Tick) => Math.round(50 * (bid + ask)) / 100;
const walk = (seed: number, count: number, startAt: Parameters<typeof createMarket>[1] = NEVER) => {
  const market = createMarket(seed, startAt);
  return Array.from({ length: count }, () => midOf(market.tick("ADA")));
};

test("the same seed gives the same ticks, another gives others", () => {
  expect(walk(7, 50)).toEqual(walk(7, 50));
  expect(walk(7, 50)).not.toEqual(walk(8, 50));
});

test("a walk goes by cents, sometimes not at all, and goes on where another has left off", () => {
  const mids = walk(7, 500);
  const steps = new Set(mids.slice(1).map((mid, i) => Math.round(100 * (mid - (mids[i] ?? 0)))));
  expect([...steps].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  expect(walk(7, 1, () => 12.34)[0]).toBeCloseTo(12.34, 1);
});

const tick = (mid: number): Tick => ({ symbol: "ADA", bid: mid - 0.01, ask: mid + 0.01 });

test("the engine makes a price of each tick that changes it, with what the day has seen", () => {
  const engine = createEngine(NEVER);
  expect([100, 100, 102, 99, 99].map((mid) => engine(tick(mid)))).toEqual([
    { mid: 100, change: 0, high: 100, low: 100 },
    undefined,
    { mid: 102, change: 2, high: 102, low: 100 },
    { mid: 99, change: -1, high: 102, low: 99 },
    undefined,
  ]);
});

test("another engine goes on with the day as it was", () => {
  const engine = createEngine(() => ({ mid: 102, change: 2, high: 105, low: 100 }));
  expect(engine(tick(102))).toBeUndefined();
  expect(engine(tick(103))).toEqual({ mid: 103, change: 3, high: 105, low: 100 });
});

const price = (mid: number): PricePayload => ({ mid, change: 0, high: mid, low: mid });

test("while the backplane is busy with a price, the newest alone waits", async () => {
  const sent: number[] = [];
  let done = () => {};
  const outlet = createOutlet((_symbol, { mid }) => {
    sent.push(mid);
    return new Promise<void>((resolve) => {
      done = resolve;
    });
  });
  for (const mid of [1, 2, 3, 4]) outlet.offer("ADA", price(mid));
  expect(sent).toEqual([1]);
  done();
  await expect.poll(() => sent).toEqual([1, 4]);
  done();
  await expect.poll(() => outlet.published).toBe(2);
  expect(outlet.superseded).toBe(2);
});

test("a price that the backplane did not take is made up for by the next", async () => {
  const sent: number[] = [];
  const outlet = createOutlet(async (_symbol, { mid }) => {
    if (mid === 1) throw new Error("lost");
    sent.push(mid);
  });
  outlet.offer("ADA", price(1));
  await expect.poll(() => outlet.superseded).toBe(1);
  outlet.offer("ADA", price(2));
  await expect.poll(() => outlet.published).toBe(1);
  expect(sent).toEqual([2]);
});

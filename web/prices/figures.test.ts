import { expect, test } from "vitest";
import type { PhoneFigures, PriceFigures } from "#protocol/prices.ts";
import { grouped } from "./flow.tsx";
import { createFlowRates } from "./flow-rates.ts";
import { createPhoneHistory } from "./phone-history.ts";

const figuresAt = (at: number, arrived: number, rssBytes = 100): PriceFigures => ({
  at,
  server: "",
  feed: { rate: 10, padding: 0, server: "", isHere: true },
  counts: {
    ticks: 2 * arrived,
    prices: arrived,
    published: arrived,
    superseded: 0,
    arrived,
    told: arrived,
    coalesced: 0,
  },
  memory: { rssBytes, bufferBytes: 10, heapBytes: 20 },
  guard: { readerBytes: 1000, allBytes: 2000 },
});
const phone = { policy: "coalesce", queueBytes: 5, ageMs: undefined } as PhoneFigures;

test("rates are those of the last seconds", () => {
  const rates = createFlowRates();
  expect(rates.of(undefined).ticks).toBeUndefined();
  expect(rates.of(figuresAt(0, 0)).arrived).toBeUndefined();
  expect(rates.of(figuresAt(1000, 10))).toMatchObject({ ticks: 20, arrived: 10 });
  rates.of(figuresAt(3500, 10));
  expect(rates.of(figuresAt(4500, 10)).arrived).toBe(0);
});

test("a server that counts anew has no rate until it is known", () => {
  const rates = createFlowRates();
  rates.of(figuresAt(0, 500));
  expect(rates.of(figuresAt(1000, 3)).arrived).toBeUndefined();
  expect(rates.of(figuresAt(2000, 13)).arrived).toBe(10);
});

test("the history keeps a minute, and what the process held before the phones came", () => {
  const history = createPhoneHistory();
  history.add(figuresAt(0, 0, 70), []);
  history.add(figuresAt(1000, 0, 90), [phone]);
  history.add(figuresAt(61_000, 0, 95), [phone]);
  expect(history.atFirst?.rssBytes).toBe(70);
  expect(history.memory("rssBytes")).toEqual([{ x: 0, y: 95 }]);
  history.add(figuresAt(62_000, 0, 95), [phone]);
  expect(history.phone("coalesce", "queueBytes")).toEqual([
    { x: -1, y: 5 },
    { x: 0, y: 5 },
  ]);
  expect(history.phone("coalesce", "ageMs")).toEqual([]);
});

test("long numbers are read in threes", () => {
  expect([7, 1234, 1_234_567].map(grouped)).toEqual(["7", "1\u202f234", "1\u202f234\u202f567"]);
});

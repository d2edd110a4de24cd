import { expect, test } from "vitest";
import type { LaneMeter } from "#protocol/meter.ts";
import { createMeters } from "./meters.ts";

const meter = (requests: number, open = 1): LaneMeter => ({
  connections: { opened: 1, open },
  requests,
  emptyResponses: 0,
  messages: 10 * requests,
  coalesced: 0,
  heartbeats: 0,
  bytesIn: 500 * requests,
  bytesOut: 700 * requests,
  payloadBytes: 100 * requests,
});
const reading = (since: number, requests: number) =>
  ({ type: "meter", at: 0, since, transports: { sse: meter(requests), control: meter(99) } }) as const;

test("the newest reading stands", () => {
  const meters = createMeters();
  expect(meters.of("sse")).toBeUndefined();
  expect(meters.read(reading(1, 3))).toBe(false);
  expect(meters.read(reading(1, 4))).toBe(false);
  expect(meters.of("sse")).toEqual(meter(4));
});

test("a server that counts from zero again adds to what the one before had counted", () => {
  const meters = createMeters();
  meters.read(reading(1, 4));
  expect(meters.read(reading(2, 1))).toBe(true);
  expect(meters.read(reading(2, 2))).toBe(false);
  expect(meters.of("sse")).toEqual({ ...meter(6), connections: { opened: 2, open: 1 } });
  meters.read(reading(3, 1));
  expect(meters.of("sse")?.requests).toBe(7);
});

test("a lane that the new server has not met keeps its sums, and has nothing open", () => {
  const meters = createMeters();
  meters.read(reading(1, 4));
  meters.read({ ...reading(2, 1), transports: {} });
  expect(meters.of("sse")).toEqual(meter(4, 0));
});

test("after a reset that was asked for nothing is added", () => {
  const meters = createMeters();
  meters.read(reading(1, 4));
  meters.forget();
  expect(meters.of("sse")).toBeUndefined();
  expect(meters.read(reading(2, 1))).toBe(false);
  expect(meters.of("sse")).toEqual(meter(1));
});

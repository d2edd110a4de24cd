import { expect, test } from "vitest";
import type { LaneFigures } from "#protocol/figures.ts";
import type { LaneMeter } from "#protocol/meter.ts";
import { figuresOf } from "./figures.ts";
import { FIGURES } from "./record.ts";

const browser = { delivered: 4, missed: 1, duplicated: 0, reconnects: 0, meanAgeMs: 60 } as LaneFigures;
const server = {
  requests: 8,
  emptyResponses: 4,
  messages: 4,
  bytesIn: 4000,
  bytesOut: 2000,
  payloadBytes: 500,
} as LaneMeter;
const stalenessMs = [40, 10, 30, 20];

test("each figure is of the lane's own counts", () => {
  expect(figuresOf({ browser, server, stalenessMs, durationMs: 2000 })).toEqual({
    "staleness-mean-ms": 25,
    "staleness-p50-ms": 20,
    "staleness-p99-ms": 40,
    "staleness-max-ms": 40,
    "age-mean-ms": 60,
    "share-seen": 0.8,
    missed: 1,
    duplicated: 0,
    reconnects: 0,
    requests: 8,
    "requests-per-message": 2,
    "empty-share": 0.5,
    "bytes-per-message": 1500,
    "overhead-per-message": 1375,
    "payload-per-message": 125,
    "bytes-in-per-request": 500,
    "bytes-per-second": 3000,
    "messages-per-megabyte": 4e6 / 6000,
  });
});

test("what there is none of is left out, and every name is one that a claim may use", () => {
  const quiet = { ...server, requests: 0, emptyResponses: 0 };
  const figures = figuresOf({ browser, server: quiet, stalenessMs: [], durationMs: 2000 });
  expect(figures).not.toHaveProperty("staleness-mean-ms");
  expect(figures).not.toHaveProperty("empty-share");
  expect(Object.keys(FIGURES)).toEqual(expect.arrayContaining(Object.keys(figures)));
});

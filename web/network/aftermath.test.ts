import { expect, test } from "vitest";
import { DEFAULT_SCENARIO } from "#protocol/scenario.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { LaneEvent, Snapshot } from "../measuring/snapshot.ts";
import { createAftermathList } from "./aftermath.ts";
import type { Incident } from "./tape.ts";

/** The server's clock is this much ahead of the page's. */
const OFFSET = 1000;

function createStand() {
  const aftermath = createAftermathList();
  const incidents: Incident[] = [];
  const lane = (missed: number, duplicated = 0) => ({ figures: { missed, duplicated } });
  return {
    aftermath,
    incidents,
    happen: (at: number, words: string, until: number | undefined = at) =>
      void incidents.push({ at: at + OFFSET, until: until === undefined ? until : until + OFFSET, words }),
    look(at: number, events: readonly LaneEvent[] = [], missed = 0) {
      const lanes = Object.fromEntries(TRANSPORTS.map((name) => [name, lane(missed)]));
      const snapshot = { at, startedAt: 0, scenario: DEFAULT_SCENARIO, events, lanes };
      aftermath.absorb(snapshot as unknown as Snapshot, incidents, OFFSET);
    },
    lane: (name: TransportName) => aftermath.list.at(-1)?.lanes[name],
  };
}

const message = (publishedAt: number, arrivedAt: number, transport: TransportName = "sse"): LaneEvent => ({
  kind: "message",
  transport,
  seq: 1,
  publishedAt,
  arrivedAt,
  stalenessMs: arrivedAt - publishedAt,
  hidden: false,
});
const health = (at: number, isWell: boolean): LaneEvent => ({ kind: "health", transport: "sse", at, isWell });

test("a lane that notices a cut is back with the first message after that", () => {
  const { happen, look, lane } = createStand();
  look(4900);
  happen(5000, "cut");
  look(5100, [message(4990, 5002), health(5003, false)]);
  look(6500, [health(6400, true), message(5500, 6400), message(6450, 6460)]);
  look(6700);
  expect(lane("sse")).toMatchObject({ noticedMs: 3, backMs: 1400, late: 0 });
  expect(lane("websocket")).toMatchObject({ noticedMs: undefined, backMs: undefined });
});

test("what was on its way already is no sign of life", () => {
  const { happen, look, lane } = createStand();
  happen(5000, "half-open");
  look(5100, [message(4990, 5002)]);
  look(5300);
  expect(lane("sse")?.backMs).toBeUndefined();
});

test("after a stall that nobody noticed, all is back when it ends, and late", () => {
  const { incidents, happen, look, lane } = createStand();
  happen(5000, "stall", undefined);
  look(5100, [message(4990, 5001)]);
  look(13_000);
  incidents[0] = { ...(incidents[0] as Incident), until: 13_000 + OFFSET };
  look(13_200, [message(5500, 13_010), message(12_900, 13_011)]);
  look(13_400);
  expect(lane("sse")).toMatchObject({ noticedMs: undefined, backMs: 8010, late: 1 });
});

test("short polling is late only when it is later than its interval explains", () => {
  const { happen, look, lane } = createStand();
  happen(5000, "cut");
  look(5100, [message(5050, 10_000, "short-polling"), message(5050, 12_000, "short-polling")]);
  look(5300);
  expect(lane("short-polling")?.late).toBe(1);
});

test("what is missed counts from the last figures before the incident to the next one", () => {
  const { aftermath, happen, look } = createStand();
  look(4900, [], 3);
  happen(5000, "cut");
  look(5100, [], 5);
  look(6000, [], 7);
  happen(8000, "close");
  look(8200, [], 9);
  expect(aftermath.list.map(({ words, lanes }) => [words, lanes.sse.missed])).toEqual([
    ["cut", 4],
    ["close", 2],
  ]);
});

test("what happens at once is one thing, and what was so from the start is none", () => {
  const { aftermath, happen, look } = createStand();
  happen(-500, "latency 100 ms", undefined);
  happen(5000, "blackhole", undefined);
  happen(5001, "cut");
  look(5100);
  expect(aftermath.list.map(({ words }) => words)).toEqual(["blackhole, cut"]);
});

test("once the figures count from zero again, only what happens from then on is told", () => {
  const { aftermath, happen, look } = createStand();
  look(4900, [], 3);
  happen(5000, "cut");
  look(5100, [], 5);
  aftermath.forget();
  look(6000, [], 0);
  expect(aftermath.list).toEqual([]);
  happen(8000, "close");
  look(8200, [], 2);
  expect(aftermath.list.map(({ words, lanes }) => [words, lanes.sse.missed])).toEqual([["close", 2]]);
});

test("what happens is told however much has happened before, of which the oldest is forgotten", () => {
  const { aftermath, incidents, happen, look } = createStand();
  for (let i = 0; i < 1000; i += 1) happen(1000 + i, "cut");
  look(3000);
  const before = aftermath.list.length;
  incidents.shift();
  happen(5000, "close");
  look(5100);
  look(5200);
  expect(aftermath.list).toHaveLength(before + 1);
  expect(aftermath.list.at(-1)?.words).toBe("close");
});

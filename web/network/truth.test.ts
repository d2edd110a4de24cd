import { expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { LaneEvent, Snapshot } from "../measuring/snapshot.ts";
import { createTruth } from "./truth.ts";

/** As in a run: the network's count, and the server's. */
function feed(truth: ReturnType<typeof createTruth>, from: number, network: number, server: number): void {
  for (let at = from; at < from + 1000; at += 200) truth.sample(snapshot(at, server), counts(network));
}

const counts = (bytesOut: number) =>
  Object.fromEntries(
    TRANSPORTS.map((name) => [name, { bytesIn: 0, bytesOut: name === "sse" ? bytesOut : 0, bytesCut: 0 }]),
  ) as Parameters<ReturnType<typeof createTruth>["sample"]>[1];

function snapshot(at: number, bytesOut: number, events: readonly LaneEvent[] = []): Snapshot {
  const lane = (out: number) => ({ meter: { bytesIn: 0, bytesOut: out } });
  const lanes = Object.fromEntries(TRANSPORTS.map((name) => [name, lane(name === "sse" ? bytesOut : 0)]));
  return { at, events, lanes } as unknown as Snapshot;
}

/** Three seconds of idle wire, in which the two say so much. */
function idle(network: number, server: number, part: { stall?: boolean; events?: LaneEvent[] } = {}) {
  const truth = createTruth();
  if (part.stall) truth.disturb(0, true, "the network was changed");
  for (let at = 0; at <= 4000; at += 200)
    truth.sample(snapshot(at, server, at === 200 ? part.events : []), counts(network));
  return truth.list;
}

test("network and server that count the same are silent", () => {
  expect(idle(1000, 1000)).toEqual([]);
});

test.each([
  [1001, 1000],
  [1000, 1001],
])("a difference of one byte on an idle wire is told: %i and %i", (network, server) => {
  expect(idle(network, server)).toEqual([{ transport: "sse", figure: "bytesOut", network, server }]);
});

test("what waits before a stalled network is no difference", () => {
  expect(idle(1000, 9000, { stall: true })).toEqual([]);
});

test("after a connection was lost the two may differ by what was under way on it", () => {
  const events: LaneEvent[] = [{ kind: "health", transport: "sse", at: 150, isWell: false }];
  expect(idle(1000, 1300, { events })).toEqual([]);
});

test("after a reset the two are compared by what they have counted since, and it is said since when", () => {
  const truth = createTruth();
  feed(truth, 0, 1000, 1000);
  expect(truth).toMatchObject({ since: undefined, apart: 0 });
  truth.rebase(1000, "the reset");
  feed(truth, 1000, 1000, 0);
  expect(truth).toMatchObject({ since: "the reset", apart: 0 });
  feed(truth, 2000, 1071, 0);
  expect(truth.apart).toBe(71);
  feed(truth, 3000, 1071, 71);
  expect(truth.apart).toBe(0);
});

test("while bytes flow after a cut nothing is compared, and what it lost is no difference once they rest", () => {
  const truth = createTruth();
  feed(truth, 0, 1000, 1000);
  truth.disturb(1000, false, "the cut");
  const lost: LaneEvent = { kind: "health", transport: "sse", at: 1001, isWell: false };
  for (let i = 0; i < 10; i += 1)
    truth.sample(snapshot(1000 + i * 200, 1300 + i, i === 0 ? [lost] : []), counts(1000 + i));
  expect(truth).toMatchObject({ since: "the cut", apart: undefined });
  feed(truth, 3000, 1009, 1309);
  expect(truth).toMatchObject({ since: "the cut", apart: 0 });
});

test("a connection that is lost by itself is a moment to count from as well", () => {
  const truth = createTruth();
  feed(truth, 0, 1000, 1000);
  const lost: LaneEvent = { kind: "health", transport: "sse", at: 1001, isWell: false };
  truth.sample(snapshot(1000, 1300, [lost]), counts(1000));
  feed(truth, 1200, 1000, 1300);
  expect(truth).toMatchObject({ since: "a connection was broken off", apart: 0 });
});

test("what is changed before anything is counted leaves nothing to make up for", () => {
  const truth = createTruth();
  truth.disturb(0, false, "the network was changed");
  truth.sample(snapshot(200, 1000), counts(1000));
  expect(truth).toMatchObject({ since: undefined, apart: 0 });
});

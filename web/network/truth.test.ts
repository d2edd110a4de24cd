import { expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { LaneEvent, Snapshot } from "../measuring/snapshot.ts";
import { createTruth } from "./truth.ts";

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
  if (part.stall) truth.disturb(0, true);
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

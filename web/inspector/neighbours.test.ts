import { expect, test } from "vitest";
import type { LanePort } from "#protocol/network.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { neighboursOf } from "./neighbours.ts";

const entry = (id: number, lane: LanePort) => ({ id, lane }) as Entry;
const TAPE = [
  entry(3, "sse"),
  entry(4, "websocket"),
  entry(5, "sse"),
  entry(6, "websocket"),
  entry(8, "sse"),
];
const idsAround = (one: Entry) => {
  const { previous, next } = neighboursOf(TAPE, one);
  return [previous?.id, next?.id];
};

test("an arrow's neighbours are on its own lane", () => {
  expect(idsAround(entry(5, "sse"))).toEqual([3, 8]);
  expect(idsAround(entry(6, "websocket"))).toEqual([4, undefined]);
  expect(idsAround(entry(3, "sse"))).toEqual([undefined, 5]);
});

test("an arrow that is gone from the ring still has those that are left", () => {
  expect(idsAround(entry(1, "websocket"))).toEqual([undefined, 4]);
  expect(idsAround(entry(7, "sse"))).toEqual([5, 8]);
  expect(idsAround(entry(9, "sse"))).toEqual([8, undefined]);
});

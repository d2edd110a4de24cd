import { expect, test } from "vitest";
import type { LanePort } from "#protocol/network.ts";
import { createJitter, type Luck } from "./jitter.ts";

const draw = ({ client, server }: Luck) => [
  [client(), client(), client()],
  [server(), server(), server()],
];

/** What each connection draws, by lane, where they come in this order. */
function luckOf(seed: number, ...lanes: LanePort[]): Record<string, number[][][]> {
  const { next } = createJitter(seed);
  const drawn: Record<string, number[][][]> = {};
  for (const lane of lanes) drawn[lane] = [...(drawn[lane] ?? []), draw(next(lane))];
  return drawn;
}

test("the same seed gives a lane the same delays, though connections arrive in another order", () => {
  const one = luckOf(7, "sse", "websocket", "sse", "control", "short-polling");
  expect(luckOf(7, "short-polling", "control", "websocket", "sse", "sse")).toEqual(one);
  expect(luckOf(8, "sse").sse?.[0]).not.toEqual(one.sse?.[0]);
});

test("no two connections and no two directions draw the same", () => {
  const drawn = Object.values(luckOf(7, "sse", "sse", "websocket", "websocket")).flat(2);
  expect(new Set(drawn.map(String)).size).toBe(8);
});

test("what one side draws moves nothing of the other's", () => {
  const [one, other] = [createJitter(7).next("sse"), createJitter(7).next("sse")];
  for (let i = 0; i < 5; i += 1) one.client();
  expect(one.server()).toBe(other.server());
});

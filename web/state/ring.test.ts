import { expect, test } from "vitest";
import { createRing } from "./ring.ts";

test("a ring keeps the newest items in order", () => {
  const ring = createRing<number>(3);
  for (const item of [1, 2, 3, 4, 5]) ring.push(item);
  expect([0, 1, 2, 3].map((i) => ring.at(i))).toEqual([3, 4, 5, undefined]);
  expect(ring.length).toBe(3);
  ring.clear();
  expect(ring.at(0)).toBeUndefined();
});

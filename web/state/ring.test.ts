import { expect, test } from "vitest";
import { createRing } from "./ring.ts";

test("a ring gives the newest first, and forgets what is beyond its capacity", () => {
  const ring = createRing<number>(3);
  expect([...ring.newestFirst()]).toEqual([]);
  for (const item of [1, 2]) ring.push(item);
  expect([...ring.newestFirst()]).toEqual([2, 1]);
  for (const item of [3, 4, 5]) ring.push(item);
  expect([...ring.newestFirst()]).toEqual([5, 4, 3]);
});

test("a cleared ring is empty", () => {
  const ring = createRing<number>(3);
  for (const item of [1, 2, 3, 4]) ring.push(item);
  ring.clear();
  expect([...ring.newestFirst()]).toEqual([]);
  ring.push(7);
  expect([...ring.newestFirst()]).toEqual([7]);
});

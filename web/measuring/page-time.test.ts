import { expect, test } from "vitest";
import { stepOf } from "./page-time.ts";

test("the step of a coarse clock is found, however often it is read", () => {
  let reads = 0;
  const coarse = () => {
    reads += 1;
    return 1_764_000_000_000 + Math.floor(reads / 7) * 0.25;
  };
  expect(stepOf(coarse)).toBe(0.25);
});

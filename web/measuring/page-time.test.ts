import { expect, test } from "vitest";
import { createPageTime, stepOf } from "./page-time.ts";

test("the step of a coarse clock is found, however often it is read", () => {
  let reads = 0;
  const coarse = () => {
    reads += 1;
    return 1_764_000_000_000 + Math.floor(reads / 7) * 0.25;
  };
  expect(stepOf(coarse)).toBe(0.25);
});

test("what is due already is done at once, without a warning", async () => {
  const warned: Error[] = [];
  const warn = (warning: Error) => void warned.push(warning);
  process.on("warning", warn);
  await new Promise<void>((resolve) => void createPageTime().after(-5, resolve));
  await new Promise(setImmediate);
  process.off("warning", warn);
  expect(warned).toEqual([]);
});

import { expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import { createSamples, type Samples } from "./samples.ts";

/** Snapshots whose lanes have all heard the same. */
const absorb = (samples: Samples, stalenesses: readonly number[], count: number, hiddenSamples = 0) =>
  samples.absorb({
    lanes: Object.fromEntries(
      TRANSPORTS.map((name) => [name, { stalenesses, figures: { staleness: { count }, hiddenSamples } }]),
    ) as never,
  });

test("the samples of a lane stand in order of arrival, hidden ones too", () => {
  const samples = createSamples();
  absorb(samples, [3, 1], 2);
  absorb(samples, [2], 2, 1);
  expect(samples.of("sse")).toEqual([3, 1, 2]);
});

test("once the figures are cleared, what came before is gone, also what came with the same snapshot", () => {
  const samples = createSamples();
  absorb(samples, [3, 1], 2);
  absorb(samples, [7, 8, 9], 1);
  expect(samples.of("sse")).toEqual([9]);
  absorb(samples, [], 0);
  expect(samples.of("sse")).toEqual([]);
});

test("the newest so many are kept, however long the run", () => {
  const samples = createSamples(3);
  for (let count = 1; count <= 100; count += 1) absorb(samples, [count], count);
  expect(samples.of("sse")).toEqual([98, 99, 100]);
});

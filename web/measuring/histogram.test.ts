import fc from "fast-check";
import { expect, test } from "vitest";
import { createHistogram } from "./histogram.ts";

const durations = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 400 });

test("a quantile differs from the one of the sorted durations by at most 1 % and half a µs", () => {
  fc.assert(
    fc.property(durations, (values) => {
      const histogram = createHistogram();
      for (const value of values) histogram.record(value);
      const sorted = values.toSorted((a, b) => a - b);
      const quantiles = histogram.quantiles();
      const exact = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
      for (const [share, value] of [
        [0.5, quantiles?.p50],
        [0.95, quantiles?.p95],
        [0.99, quantiles?.p99],
      ] as const)
        expect(Math.abs((value ?? Number.NaN) - exact(share))).toBeLessThanOrEqual(
          0.01 * exact(share) + 0.000501,
        );
      expect(quantiles?.max).toBe(sorted.at(-1));
      expect(quantiles?.count).toBe(values.length);
    }),
  );
});

test("each power of two, and its neighbours, fall into a bucket that holds them", () => {
  for (let power = 0; power < 36; power += 1)
    for (const micros of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
      const histogram = createHistogram();
      histogram.record(micros / 1000);
      histogram.record(1e9); // so that the maximum does not mend the middle of the bucket
      expect(Math.abs((histogram.quantiles()?.p50 ?? Number.NaN) * 1000 - micros)).toBeLessThanOrEqual(
        0.01 * micros,
      );
    }
});

test("nothing recorded has no quantiles, and clearing forgets", () => {
  const histogram = createHistogram();
  expect(histogram.quantiles()).toBeUndefined();
  histogram.record(3);
  histogram.clear();
  expect(histogram.quantiles()).toBeUndefined();
});

test("a duration below zero, and one of a day, are counted at the ends", () => {
  const histogram = createHistogram();
  histogram.record(-0.2);
  expect(histogram.quantiles()).toEqual({ count: 1, p50: 0, p95: 0, p99: 0, max: 0 });
  histogram.record(86_400_000);
  expect(histogram.quantiles()?.max).toBe(86_400_000);
  expect(histogram.quantiles()?.count).toBe(2);
});

import { expect, test } from "vitest";
import { median, medianRatio, quantile } from "./statistics.ts";

test("a quantile is a value that was measured, by the nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 1)).toBe(100);
  expect(quantile([7], 0.01)).toBe(7);
  expect(quantile([], 0.5)).toBeNaN();
});

test("the median is the middle, whatever the order", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("a round that was slow for both leaves the ratio as it is", () => {
  expect(medianRatio([12, 60, 12], [10, 50, 10])).toBeCloseTo(1.2);
  expect(medianRatio([12, 12], [])).toBeNaN();
});

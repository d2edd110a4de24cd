import { expect, test } from "vitest";
import { createRandom } from "./random.ts";
import { effectOf, estimate, meanOf, ratioOf } from "./statistics.ts";

/** Survival of mice, days: Efron and Tibshirani 1993, table 2.1. */
const TREATED = [94, 197, 16, 38, 99, 141, 23];
const CONTROL = [52, 104, 146, 10, 51, 30, 40, 27, 46];

test("the interval of a mean is as wide as the textbook's standard error says", () => {
  const { left, right } = estimate(TREATED, CONTROL, createRandom(1));
  expect(left.mean).toBeCloseTo(86.86, 2);
  expect(right.mean).toBeCloseTo(56.22, 2);
  // The standard error of the treated mean is 25.24 (table 2.1); for seven mice Student's interval is 2 × 2.447 of them wide.
  expect((left.high - left.low) / 4.894 / 25.24).toBeCloseTo(1, 1);
  expect(left.low).toBeGreaterThan(16);
  expect(left.high).toBeLessThan(197);
});

test.each([5, 10, 25])("about 95 of 100 intervals hold the true mean, over %i runs too", (runs) => {
  const random = createRandom(7);
  const draw = () => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, 0);
  const held = Array.from({ length: 150 }, () => {
    const { left } = estimate(Array.from({ length: runs }, draw), [6], random, 2000);
    return left.low <= 6 && left.high >= 6;
  }).filter(Boolean).length;
  // Of 150 studies three standard errors are 5.3 %.
  expect(held / 150).toBeGreaterThan(0.95 - 0.053);
  expect(held / 150).toBeLessThan(0.99);
});

test("the interval of a ratio lies about the ratio of the means, and widens with both sides", () => {
  const sharp = estimate([100, 102, 98, 101, 99], [50, 50, 50], createRandom(1)).ratio;
  const blunt = estimate([100, 102, 98, 101, 99], [40, 50, 60], createRandom(1)).ratio;
  expect(sharp.mean).toBe(2);
  expect(sharp.high - sharp.low).toBeLessThan(0.1);
  expect(blunt.high - blunt.low).toBeGreaterThan(0.5);
});

test("the same seed gives the same interval, and another seed hardly another", () => {
  const of = (seed: number) => estimate(TREATED, CONTROL, createRandom(seed)).ratio;
  expect(of(1)).toEqual(of(1));
  expect(of(1).low).not.toBe(of(2).low);
  const tenth = (of(1).high - of(1).low) / 10;
  expect(Math.abs(of(1).low - of(2).low)).toBeLessThan(tenth);
  expect(Math.abs(of(1).high - of(2).high)).toBeLessThan(tenth);
});

test("two zeros are equal; something to nothing has no bound", () => {
  expect(ratioOf(0, 0)).toBe(1);
  expect(ratioOf(2, 0)).toBe(Infinity);
  expect(estimate([0, 0, 0], [0, 0, 0], createRandom(1)).ratio).toEqual({ mean: 1, low: 1, high: 1 });
});

test("Cliff's delta counts who is above whom, and is named by Romano's thresholds", () => {
  // Of nine pairs one is above, two are equal, six are below.
  expect(effectOf([1, 2, 3], [2, 3, 4])).toEqual({ delta: -5 / 9, size: "large" });
  expect(effectOf([5, 6], [1, 2]).delta).toBe(1);
  expect(effectOf([1, 2, 3], [1, 2, 3])).toEqual({ delta: 0, size: "negligible" });
  expect(effectOf([1, 2, 3, 4, 5], [1, 2, 3, 4, 4]).size).toBe("negligible");
  expect(effectOf([2, 3, 4, 5], [1, 3, 4, 5]).size).toBe("negligible");
  expect(effectOf([2, 3, 5, 6], [1, 2, 4, 5]).size).toBe("medium");
  expect(effectOf([2, 3, 4, 6], [1, 2, 4, 5]).size).toBe("small");
});

test("a mean is a mean", () => {
  expect(meanOf([1, 2, 6])).toBe(3);
});

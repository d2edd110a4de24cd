import type { Estimate, Verdict } from "./claim.ts";

/** Enough that the ends of an interval at 95 % no longer move with the seed by more than its tenth. */
const RESAMPLES = 4000;
const CONFIDENCE = 0.95;

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of two figures that are both 0 it is 1: they are equal. */
export function ratioOf(left: number, right: number): number {
  return left === right ? 1 : left / right;
}

/** What was measured in the runs of two groups, or once and for all on the right. */
export interface Estimates {
  readonly left: Estimate;
  readonly right: Estimate;
  readonly ratio: Estimate;
}

/**
 * Means of both sides and their ratio, each with its percentile bootstrap interval (Efron 1979). What is drawn again is whole
 * runs: the messages of one run share a connection, a phase and a processor, and are no independent sample. With as few runs
 * as here such an interval is somewhat too narrow (Efron and Tibshirani 1993, chapter 14).
 */
export function estimate(left: readonly number[], right: readonly number[], random: () => number): Estimates {
  const means = Array.from({ length: RESAMPLES }, () => ({
    left: meanOf(drawAgain(left, random)),
    right: meanOf(drawAgain(right, random)),
  }));
  const [l, r] = [meanOf(left), meanOf(right)];
  return {
    left: intervalOf(
      l,
      means.map((one) => one.left),
    ),
    right: intervalOf(
      r,
      means.map((one) => one.right),
    ),
    ratio: intervalOf(
      ratioOf(l, r),
      means.map((one) => ratioOf(one.left, one.right)),
    ),
  };
}

function drawAgain(values: readonly number[], random: () => number): number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN);
}

/** The middle 95 % of what was drawn. */
function intervalOf(mean: number, drawn: number[]): Estimate {
  const sorted = drawn.sort((a, b) => a - b);
  const tail = Math.floor((sorted.length * (1 - CONFIDENCE)) / 2);
  return { mean, low: sorted.at(tail) ?? mean, high: sorted.at(-1 - tail) ?? mean };
}

/**
 * Cliff's delta: how much oftener a run of the left is above one of the right than below, −1 to 1 (Cliff 1993); named by the
 * thresholds of Romano et al. 2006.
 */
export function effectOf(left: readonly number[], right: readonly number[]): NonNullable<Verdict["effect"]> {
  const signs = left.flatMap((l) => right.map((r) => Math.sign(l - r)));
  const delta = meanOf(signs);
  const size = Math.abs(delta);
  return {
    delta,
    size: size < 0.147 ? "negligible" : size < 0.33 ? "small" : size < 0.474 ? "medium" : "large",
  };
}

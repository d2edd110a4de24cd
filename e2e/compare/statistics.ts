import type { Estimate, Verdict } from "./claim.ts";

/** Enough that the ends of an interval at 95 % no longer move with the seed by more than its tenth. */
const RESAMPLES = 10_000;
/** Student's t at 97.5 %, by degrees of freedom from 1. */
const T = [
  12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
];
/** The same of the normal curve. */
const Z = 1.96;

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
 * Means of both sides and their ratio, each with its bootstrap interval at 95 %. What is drawn again is whole runs: the
 * messages of one run share a connection, a phase and a processor, and are no independent sample. Of few runs the middle
 * 95 % of what is drawn (Efron 1979) is too narrow, so as much more of it is taken as Student's t asks for (Hesterberg 2015,
 * the “expanded percentile” interval). Of three it ends at the least and the most of them, and holds no more than 3 in 4.
 */
export function estimate(
  left: readonly number[],
  right: readonly number[],
  random: () => number,
  resamples = RESAMPLES,
): Estimates {
  const means = Array.from({ length: resamples }, () => ({
    left: meanOf(drawAgain(left, random)),
    right: meanOf(drawAgain(right, random)),
  }));
  const [l, r] = [meanOf(left), meanOf(right)];
  return {
    left: intervalOf(
      l,
      means.map((one) => one.left),
      left.length,
    ),
    right: intervalOf(
      r,
      means.map((one) => one.right),
      right.length,
    ),
    ratio: intervalOf(
      ratioOf(l, r),
      means.map((one) => ratioOf(one.left, one.right)),
      // A single value on the right is given, and does not scatter.
      right.length === 1 ? left.length : Math.min(left.length, right.length),
    ),
  };
}

function drawAgain(values: readonly number[], random: () => number): number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN);
}

/** The middle of what was drawn from `n` runs. */
function intervalOf(mean: number, drawn: number[], n: number): Estimate {
  const sorted = drawn.sort((a, b) => a - b);
  const tail = Math.floor(sorted.length * tailOf(n));
  return { mean, low: sorted.at(tail) ?? mean, high: sorted.at(-1 - tail) ?? mean };
}

/** What is left out at each end, as a share: 0.025 of very many runs, and less, the fewer they are. */
function tailOf(n: number): number {
  if (n < 2) return 0;
  return normalTail(Math.sqrt(n / (n - 1)) * studentT(n - 1));
}

/** Beyond the table by its expansion about the normal curve, to 0.01. Abramowitz and Stegun, 26.7.5 */
function studentT(freedom: number): number {
  return T[freedom - 1] ?? Z + (Z ** 3 + Z) / (4 * freedom);
}

/** The share of a normal distribution above x > 0, to 1e-7. Abramowitz and Stegun, 26.2.17 */
function normalTail(x: number): number {
  const t = 1 / (1 + 0.231_641_9 * x);
  const sum =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
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

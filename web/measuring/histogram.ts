import type { Quantiles } from "#protocol/figures.ts";

/** Counts durations in buckets of a fixed memory (16 KiB), however many there are. */
export interface Histogram {
  /** A duration in ms; below zero, which only an error of the clock can bring about, counts as zero. */
  record(ms: number): void;
  /** Quantiles in ms by nearest rank, wrong by at most 1 % and half a µs; undefined while nothing was recorded. */
  quantiles(): Quantiles | undefined;
  clear(): void;
}

/** Buckets per doubling. A value differs from the middle of its bucket by at most 1/128 of itself. */
const STEPS = 64;
/** Longest duration told apart: 2^36 µs, 19 hours. */
const DOUBLINGS = 36;

/**
 * Log-linear, as in HdrHistogram: below 128 µs each µs has its own bucket, and above it each doubling has 64 of equal
 * width, so that the relative error is the same at 1 ms and at 10 s.
 */
export function createHistogram(): Histogram {
  const buckets = new Uint32Array(STEPS * (DOUBLINGS - Math.log2(STEPS) + 1));
  let count = 0;
  let max = 0;

  /** The middle of the bucket that holds the value of a rank, ms. */
  function valueAt(rank: number): number {
    let below = 0;
    for (const [index, inBucket] of buckets.entries()) {
      below += inBucket;
      if (below >= rank) return Math.min(middleOf(index) / 1000, max);
    }
    return max;
  }

  return {
    record(ms) {
      const micros = Math.max(0, Math.round(ms * 1000));
      const index = Math.min(bucketOf(micros), buckets.length - 1);
      buckets[index] = (buckets[index] ?? 0) + 1;
      count += 1;
      max = Math.max(max, ms);
    },
    quantiles() {
      if (count === 0) return undefined;
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => valueAt(Math.ceil(share * count)));
      return { count, p50: p50 ?? 0, p95: p95 ?? 0, p99: p99 ?? 0, max };
    },
    clear() {
      buckets.fill(0);
      count = 0;
      max = 0;
    },
  };
}

function bucketOf(micros: number): number {
  const doubling = doublingOf(micros);
  return STEPS * doubling + Math.floor(micros / 2 ** doubling);
}

function middleOf(index: number): number {
  const doubling = Math.max(0, Math.floor(index / STEPS) - 1);
  const width = 2 ** doubling;
  return (index - STEPS * doubling) * width + (width - 1) / 2;
}

/** How often a value must be halved to be below 128. */
function doublingOf(micros: number): number {
  return micros < 2 * STEPS ? 0 : Math.floor(Math.log2(micros)) - Math.log2(STEPS);
}

/** The q-quantile of sorted values by the nearest rank; NaN where there are none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const rank = Math.ceil(q * sorted.length);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle; NaN where there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/**
 * The median of the ratios, round by round: what was measured side by side is compared, so that a machine that was slow
 * in one round was slow for both.
 */
export function medianRatio(values: readonly number[], against: readonly number[]): number {
  return median(
    values
      .slice(0, against.length)
      .map((value, round) => value / (against[round] ?? Number.NaN))
      .filter(Number.isFinite),
  );
}

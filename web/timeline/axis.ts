/** How much of the past is on the time axis, ms. */
export const SPAN_MS = 20_000;

/** Where a moment stands on the canvas, px. */
export interface Axis {
  readonly now: number;
  readonly from: number;
  readonly width: number;
  x(at: number): number;
  /** Which moment stands there, ms. */
  at(x: number): number;
}

export function createAxis(now: number, width: number, spanMs = SPAN_MS): Axis {
  const from = now - spanMs;
  return {
    now,
    from,
    width,
    x: (at) => ((at - from) / spanMs) * width,
    at: (x) => from + (x / width) * spanMs,
  };
}

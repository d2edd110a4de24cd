import type { Time } from "../channels/counter.ts";

/**
 * Calls each at a moment of its own, evenly over `overMs`: those who are let go all at once all come back at once, to the
 * servers that are left.
 */
export function spread(all: readonly (() => void)[], overMs: number, time: Pick<Time, "after">): void {
  for (const [i, one] of all.entries()) {
    if (overMs === 0) one();
    else time.after((overMs * i) / all.length, one);
  }
}

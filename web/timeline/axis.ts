import type { Scenario } from "#protocol/scenario.ts";

/** The stretch of time that the axis shows, and where on it a moment lies. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  x(at: number): number;
}

export function createAxis(now: number, windowMs: number, width: number): Axis {
  const from = now - windowMs;
  return { from, to: now, x: (at) => (width * (at - from)) / windowMs };
}

const SHORTEST_MS = 3000;
const LONGEST_MS = 24_000;
const UPDATES = 24;
const POLLS = 2.4;

/** Wide enough for some two dozen updates and for more than two polls, within reason. ms. */
export function windowFor({ schedule, pollMs, lanes }: Scenario): number {
  const updates = (UPDATES * 1000) / schedule.rate;
  const polls = lanes.includes("short-polling") ? POLLS * pollMs : 0;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, updates, polls));
}

import type { Scenario } from "#protocol/scenario.ts";
import type { TransportName } from "#protocol/transports.ts";

/** What the settings alone would have us expect. */
export interface Expectation {
  /** Mean age of information, ms; undefined while the one-way delay has not been measured. */
  readonly meanAgeMs: number | undefined;
  /** Share of all values that are ever seen. */
  readonly seen: number;
}

/**
 * With T between two polls, U between two updates and d one way: mean age is U/2 + d where news is pushed, and T/2 more
 * where it waits for a poll (uniform phase); short polling sees min(1, U/T) of a periodic counter's values. Under other
 * patterns of the same rate the age is another, so nothing is said of it.
 */
export function expect(
  transport: TransportName,
  { schedule, pollMs }: Scenario,
  delayMs: number | undefined,
): Expectation | undefined {
  if (schedule.pattern !== "periodic" || schedule.paused) return undefined;
  const updateMs = 1000 / schedule.rate;
  const isPolled = transport === "short-polling";
  return {
    meanAgeMs: delayMs === undefined ? undefined : updateMs / 2 + delayMs + (isPolled ? pollMs / 2 : 0),
    seen: isPolled ? Math.min(1, updateMs / pollMs) : 1,
  };
}

import type { Scenario } from "#protocol/scenario.ts";
import { BURST, type Schedule } from "#protocol/schedule.ts";
import type { TransportName } from "#protocol/transports.ts";

/** What theory says of a lane; `spreadMs` is how far off the mean may lie for good, where polls and updates keep step. */
export interface Expectation {
  readonly meanAgeMs: number | undefined;
  readonly spreadMs: number;
  /** Share of the updates that are seen, 0 to 1. */
  readonly shareSeen: number | undefined;
}

export interface Circumstances {
  readonly schedule: Schedule | undefined;
  readonly scenario: Scenario;
  /** One-way delay d, ms: the least median staleness of a pushing lane, which has nothing else in it. */
  readonly delayMs: number | undefined;
}

const UNKNOWN: Expectation = { meanAgeMs: undefined, spreadMs: 0, shareSeen: undefined };

/**
 * Mean age of information and share of updates seen, from T = poll interval, U = update period, d = one-way delay
 * (design.md §3): age is T/2 + U/2 + d for short polling at uniform phase and U/2 + d for what is pushed; short polling
 * sees min(1, U/T). U/2 stands for E[X²]/2E[X] of the gaps X between updates: U where they are memoryless, `BURST`·U/2 in bursts.
 */
export function expect(
  transport: TransportName,
  { schedule, scenario, delayMs }: Circumstances,
): Expectation {
  if (!schedule || schedule.paused) return UNKNOWN;
  const periodMs = 1000 / schedule.rate;
  const halfGapMs = halfGap(schedule.pattern, periodMs);
  if (transport !== "short-polling") {
    const losesInBursts = transport === "long-polling" && schedule.pattern === "bursty";
    return {
      meanAgeMs: delayMs === undefined ? undefined : halfGapMs + delayMs,
      spreadMs: 0,
      shareSeen: losesInBursts ? undefined : 1,
    };
  }
  const { pollMs } = scenario;
  return {
    meanAgeMs: pollMs / 2 + halfGapMs + (delayMs ?? 0),
    spreadMs: schedule.pattern === "poisson" ? 0 : commonStep(pollMs, 2 * halfGapMs) / 2,
    shareSeen: shareSeen(schedule.pattern, pollMs, periodMs),
  };
}

function halfGap(pattern: Schedule["pattern"], periodMs: number): number {
  if (pattern === "poisson") return periodMs;
  return (pattern === "bursty" ? BURST * periodMs : periodMs) / 2;
}

function shareSeen(pattern: Schedule["pattern"], pollMs: number, periodMs: number): number {
  const perPoll = pollMs / periodMs;
  if (pattern === "poisson") return (1 - Math.exp(-perPoll)) / perPoll;
  return Math.min(pattern === "bursty" ? 1 / BURST : 1, 1 / perPoll);
}

/**
 * The greatest common divisor of two periods, or 0 where there is none worth the name. Polls and updates that have one keep
 * step: they meet at points this far apart and no others, so their phase is one throw of the dice for the whole run.
 */
function commonStep(pollMs: number, gapMs: number): number {
  for (let parts = 1; parts <= 20; parts += 1) {
    const ratio = (parts * pollMs) / gapMs;
    if (Math.abs(ratio - Math.round(ratio)) < 1e-6 && ratio > 0.5) return gapMs / parts;
  }
  return 0;
}

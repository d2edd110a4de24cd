import type { Aftermath } from "./outage.ts";

/** How many of the moments fall into each span of `spanMs`, from 0 on. */
export function countPer(spanMs: number, moments: readonly number[]): number[] {
  const last = Math.max(0, ...moments.map((at) => Math.floor(at / spanMs)));
  const counts = Array.from({ length: last + 1 }, () => 0);
  for (const at of moments) {
    const span = Math.max(0, Math.floor(at / spanMs));
    counts[span] = (counts[span] ?? 0) + 1;
  }
  return counts;
}

export interface Figures {
  /** Most clients that arrived at the server within one span, and their share of all. */
  readonly peak: number;
  readonly peakShare: number;
  /** From the server's return until so many of a hundred clients had an answer, ms. */
  readonly back50Ms: number;
  readonly back99Ms: number;
  /** From a client's arrival to the server's answer: the median, and the longest, ms. */
  readonly answerMs: number;
  readonly longestAnswerMs: number;
  /** Tries, by client. */
  readonly tries: number;
}

export function figuresOf({ upAt, knocks, arrivals, backs }: Aftermath, spanMs: number): Figures {
  const peak = Math.max(...countPer(spanMs, arrivals));
  const back = backs.map((at) => at - upAt);
  const answers = backs.map((at, i) => at - (arrivals[i] ?? at));
  return {
    peak,
    peakShare: peak / arrivals.length,
    back50Ms: quantile(back, 0.5),
    back99Ms: quantile(back, 0.99),
    answerMs: quantile(answers, 0.5),
    longestAnswerMs: quantile(answers, 1),
    tries: knocks.length / backs.length,
  };
}

/** The smallest value that at least such a share of them does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

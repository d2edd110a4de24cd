/** Measured in the browser. Durations in ms. */
export interface LaneFigures {
  readonly delivered: number;
  /** Seqs that never came, though later ones did. */
  readonly missed: number;
  readonly duplicated: number;
  /** Came after a newer one; dropped by the client, like a duplicate. */
  readonly reordered: number;
  readonly resets: number;
  readonly requests: number;
  readonly emptyResponses: number;
  /** Requests of this lane to make a connection anew after one was lost. */
  readonly reconnects: number;
  /** From the start of the lane to its first value; a reset leaves it. */
  readonly firstValueMs: number | undefined;
  readonly staleness: Quantiles | undefined;
  /** Mean over time of how old the newest value seen is, without the time that the counter was paused or the tab hidden. */
  readonly meanAgeMs: number | undefined;
  /** How long requests waited in the browser for a free connection, mean; kept apart from the network. */
  readonly queueingMs: number | undefined;
  /** Samples taken while the tab was hidden; they are in no other figure of time. */
  readonly hiddenSamples: number;
}

export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

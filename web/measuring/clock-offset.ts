/** t1 sent and t4 heard by the page's clock, t2 heard and t3 answered by the server's; ms. RFC 5905 §8. */
export interface Exchange {
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly t4: number;
}

/** server time = page time + offsetMs, give or take boundMs. */
export interface Offset {
  readonly offsetMs: number;
  readonly boundMs: number;
}

export interface ClockOffset {
  exchange(exchange: Exchange): void;
  /** The offset at a page time; undefined until the first exchange. */
  at(now: number): Offset | undefined;
  /** The next exchange stands alone: another server may answer, with another clock. */
  startAnew(): void;
}

export interface ClockTrust {
  /** How far the two clocks may drift apart, millionths. Quartz is within 50 each; both together are taken. */
  readonly driftPpm: number;
  /** The page's clock is coarse on purpose (HR-Time §7): each of its stamps may be wrong by so much, ms. */
  readonly resolutionMs: number;
}

/**
 * A request cannot arrive before it was sent, nor an answer: so the offset was at most t2 − t1 and at least t3 − t4, without
 * any assumption about the way. The intervals of several exchanges are intersected (Marzullo 1984), older ones widened by
 * the drift since. The middle is the offset, and half the width is a bound that holds, not an estimate.
 */
export function createClockOffset({ driftPpm, resolutionMs }: ClockTrust): ClockOffset {
  const driftOver = (ms: number) => (ms * driftPpm) / 1e6;
  let low = -Infinity;
  let high = Infinity;
  let since = 0;

  return {
    exchange({ t1, t2, t3, t4 }) {
      // Each limit held at a moment between t1 and t4; by t4 the clocks have drifted on.
      const slack = resolutionMs + driftOver(t4 - t1);
      const newest = { low: t3 - t4 - slack, high: t2 - t1 + slack };
      const age = driftOver(t4 - since);
      low = Math.max(low - age, newest.low);
      high = Math.min(high + age, newest.high);
      // Nothing in common: a clock was set, or stood still while the machine slept. Only the newest counts.
      if (low > high) ({ low, high } = newest);
      since = t4;
    },
    at(now) {
      if (low === -Infinity) return undefined;
      return { offsetMs: (low + high) / 2, boundMs: (high - low) / 2 + driftOver(Math.max(0, now - since)) };
    },
    startAnew() {
      low = -Infinity;
      high = Infinity;
    },
  };
}

import type { Time } from "../channels/counter.ts";

/** A clock that a test turns by hand: nothing happens until it does, and then everything that is due, in order. */
export interface HandClock extends Time {
  turn(ms: number): void;
  /** Timers that still wait. */
  readonly waiting: number;
}

export function createHandClock(startMs = 1_764_000_000_000): HandClock {
  let now = startMs;
  const timers = new Set<{ readonly dueMs: number; readonly then: () => void }>();

  return {
    now: () => now,
    after(ms, then) {
      const timer = { dueMs: now + Math.max(0, ms), then };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    turn(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...timers].sort((a, b) => a.dueMs - b.dueMs)[0];
        if (!next || next.dueMs > end) break;
        timers.delete(next);
        now = next.dueMs;
        next.then();
      }
      now = end;
    },
    get waiting() {
      return timers.size;
    },
  };
}

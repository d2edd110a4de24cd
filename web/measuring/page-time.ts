import type { Time } from "../transports/transport.ts";

/** The page's one clock: ms since 1970, monotonic from the moment the thread began (the wall clock may be set back). */
export function createPageTime(): Time {
  return {
    now: () => performance.timeOrigin + performance.now(),
    after(ms, act) {
      const timer = setTimeout(act, Math.max(0, ms));
      return () => clearTimeout(timer);
    },
  };
}

/** The step of a clock, ms: browsers make theirs coarse on purpose (5 µs, 100 µs or 1 ms). Spins for ten steps. */
export function stepOf(now: () => number): number {
  let step = Infinity;
  for (let before = now(), seen = 0; seen < 10; ) {
    const at = now();
    if (at === before) continue;
    step = Math.min(step, at - before);
    before = at;
    seen += 1;
  }
  return step;
}

import type { Time } from "./channels/counter.ts";

/** The process's one clock: ms since 1970 with µs, monotonic from the moment it starts (the wall clock may be set back). */
export function createTime(): Time {
  return {
    now: () => Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000,
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
  };
}

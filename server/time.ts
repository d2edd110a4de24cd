import type { Time } from "./channels/counter.ts";

/** One moment by the process's clock and by the machine's: a thread sets its clock by it. */
export interface Moment {
  readonly at: number;
  readonly machineNs: bigint;
}

/**
 * The process's one clock: ms since 1970 with µs, monotonic from the moment it starts (the wall clock may be set back).
 * A thread begins to count by itself, so it is given a moment of the main thread's, to count as that does.
 */
export function createTime(moment?: Moment): Time {
  const originMs = moment
    ? moment.at + Number(process.hrtime.bigint() - moment.machineNs) / 1e6 - performance.now()
    : performance.timeOrigin;
  return {
    now: () => Math.round((originMs + performance.now()) * 1000) / 1000,
    after(ms, then) {
      const timer = setTimeout(then, Math.max(0, ms));
      return () => clearTimeout(timer);
    },
  };
}

export function momentOf(time: Time): Moment {
  return { at: time.now(), machineNs: process.hrtime.bigint() };
}

import type { Time } from "./channels/counter.ts";

/** One moment by the process's clock and by the machine's: a thread sets its clock by it. */
export interface Moment {
  readonly at: number;
  readonly machineNs: bigint;
}

/**
 * The process's one clock: ms since 1970 with µs, monotonic from the moment it starts (the wall clock may be set back).
 * A thread begins to count by itself, so it is given a moment of the main thread's, to count as that does. `skewMs` makes it
 * wrong, on purpose.
 */
export function createTime(moment?: Moment, skewMs = 0): Time {
  const originMs = (moment ? originOf(moment) : performance.timeOrigin) + skewMs;
  return {
    now: () => Math.round((originMs + performance.now()) * 1000) / 1000,
    after(ms, then) {
      const timer = setTimeout(then, Math.max(0, ms));
      return () => clearTimeout(timer);
    },
  };
}

export function momentOf(time: Time): Moment {
  return readTogether(time.now);
}

/** What this thread's `performance.now()` began at, by the clock of the moment. */
function originOf(moment: Moment): number {
  const mine = readTogether(() => performance.now());
  return moment.at + Number(mine.machineNs - moment.machineNs) / 1e6 - mine.at;
}

/** A clock and the machine's, at one moment: a thread may be put aside between two readings, so the tightest of some. */
function readTogether(read: () => number): Moment {
  let tightest: Moment & { readonly gapNs: bigint } = { at: 0, machineNs: 0n, gapNs: 1n << 62n };
  for (let i = 0; i < READINGS; i += 1) {
    const before = process.hrtime.bigint();
    const at = read();
    const gapNs = process.hrtime.bigint() - before;
    if (gapNs < tightest.gapNs) tightest = { at, machineNs: before + gapNs / 2n, gapNs };
  }
  return { at: tightest.at, machineNs: tightest.machineNs };
}

const READINGS = 8;

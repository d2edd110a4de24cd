/**
 * Holds a count of the browser against the server's count of the same thing. The two are never read at one moment, so a
 * reading of the server is held against what the browser had counted shortly before and shortly after it.
 */
export interface Agreement {
  /** The browser's count now: `low` of what the server has surely counted too, `high` of what it may have. */
  sample(at: number, low: number, high: number): void;
  /** The server's count, as of the page time `at`. */
  reading(at: number, count: number): void;
  /** From here the two may differ by a constant: one side was reset, or lost with a connection what was under way on it. */
  rebase(at: number): void;
  /** The two counts, where they differ and have for over a second. */
  check(now: number): { readonly browser: number; readonly server: number } | undefined;
}

/** What is under way, either way, is there by then, ms. */
const SLACK_MS = 1000;
/** A difference that does not pass in this time is reported, ms. */
const PATIENCE_MS = 1000;

interface Range {
  readonly low: number;
  readonly high: number;
}

export function createAgreement(): Agreement {
  let samples: (Range & { readonly at: number })[] = [];
  let pending: { readonly at: number; readonly count: number }[] = [];
  /** Browser's count less the server's: nothing at the start, and after a rebase whatever the next reading says. */
  let base: Range | undefined = { low: 0, high: 0 };
  let basedAt = -Infinity;
  let judged: { readonly count: number; readonly low: number } | undefined;
  let differsSince: number | undefined;

  const countBefore = (at: number) => samples.findLast((sample) => sample.at <= at)?.low ?? 0;
  const countNow = () => samples.at(-1)?.high ?? 0;

  /** Takes the readings whose second is over. */
  function judge(now: number): void {
    while (pending[0] && pending[0].at + SLACK_MS <= now) {
      const { at, count } = pending.shift() ?? { at: 0, count: 0 };
      const low = countBefore(at - SLACK_MS);
      if (base) judged = { count, low };
      else if (at - SLACK_MS >= basedAt) base = { low: low - count, high: countNow() - count };
    }
  }

  /** What is late may still come: the newest reading is held against the browser's count of this moment. */
  function differs(): boolean {
    if (!judged || !base) return false;
    return judged.count + base.high < judged.low || judged.count + base.low > countNow();
  }

  return {
    sample(at, low, high) {
      samples.push({ at, low, high });
      const oldest = at - 4 * SLACK_MS;
      if ((samples[1]?.at ?? at) < oldest)
        samples = samples.slice(samples.findLastIndex((s) => s.at < oldest));
    },
    reading: (at, count) => void pending.push({ at, count }),
    rebase(at) {
      base = judged = differsSince = undefined;
      basedAt = at;
      pending = [];
    },
    check(now) {
      judge(now);
      if (!differs()) differsSince = undefined;
      else differsSince ??= now;
      if (differsSince === undefined || now - differsSince < PATIENCE_MS || !judged || !base)
        return undefined;
      return { browser: countNow(), server: judged.count + Math.round((base.low + base.high) / 2) };
    },
  };
}

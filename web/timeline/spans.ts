/** What is longer is kept apart, so that short ones can be found by their beginning, ms. */
const LONG_MS = 2000;

/** Things with a beginning and an end, found by the time that they touch. */
export interface Spans<T> {
  /** Those that touch the time from `from` to `to`: long ones first, both in order of their beginning; of several joined, part by part. */
  between(from: number, to: number): T[];
}

export interface Timed {
  readonly from: number;
  /** Infinity while it lasts. */
  readonly until: number;
}

/**
 * Short ones, which are nearly all, are found by binary search: none that begins `LONG_MS` before a time can touch it.
 * Long ones, which are few, are looked at one by one.
 */
export function createSpans<T extends Timed>(items: readonly T[]): Spans<T> {
  const isLong = ({ from, until }: Timed) => until - from > LONG_MS;
  const byBeginning = (one: Timed, other: Timed) => one.from - other.from;
  const long = items.filter(isLong).sort(byBeginning);
  const short = items.filter((item) => !isLong(item)).sort(byBeginning);
  return {
    between(from, to) {
      const touches = (item: Timed) => item.until >= from && item.from <= to;
      const first = firstFrom(short, from - LONG_MS, (item) => item.from);
      const beyond = firstFrom(short, to, (item) => item.from, first);
      const found = long.filter(touches);
      for (let i = first; i < short.length && (i < beyond || short[i]?.from === to); i += 1) {
        const item = short[i];
        if (item && touches(item)) found.push(item);
      }
      return found;
    },
  };
}

/** Of several, one after the other. */
export function joinSpans<T>(parts: readonly Spans<T>[]): Spans<T> {
  return { between: (from, to) => parts.flatMap((part) => part.between(from, to)) };
}

/** Index of the first item that stands at `at` or later, in a list in order of time; its length where there is none. */
export function firstFrom<T>(
  items: readonly T[],
  at: number,
  timeOf: (item: T) => number,
  start = 0,
): number {
  let [low, high] = [start, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(items[middle] as T) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { createRing } from "./ring.ts";

/** A stretch of the sawtooth: from `peakMs`, just before an arrival, down to `troughMs`, just after one. */
export interface Tooth {
  readonly slot: number;
  peakAt: number;
  peakMs: number;
  troughAt: number;
  troughMs: number;
  /** The worst staleness of a message in this slot, ms. */
  worstMs: number;
}

/**
 * Age of information as it rose and fell. At most one tooth per quarter second: of many arrivals in one slot it keeps the
 * highest peak and the last trough, so that a fast counter draws its true outline at a bounded cost.
 */
export interface Teeth {
  see(arrival: {
    readonly publishedAt: number;
    readonly arrivedAt: number;
    readonly stalenessMs: number;
  }): void;
  newestFirst(): Iterable<Tooth>;
  /** Publication of the newest value seen. */
  readonly newest: number | undefined;
  clear(): void;
}

const SLOT_MS = 250;
/** A little over a minute. */
const SLOTS = 256;

export function createTeeth(): Teeth {
  const ring = createRing<Tooth>(SLOTS);
  let last: Tooth | undefined;
  let newest: number | undefined;

  return {
    see({ publishedAt, arrivedAt, stalenessMs }) {
      const slot = Math.floor(arrivedAt / SLOT_MS);
      const peakMs = newest === undefined ? stalenessMs : arrivedAt - newest;
      newest = Math.max(newest ?? publishedAt, publishedAt);
      const troughMs = arrivedAt - newest;
      if (last?.slot === slot) {
        if (peakMs > last.peakMs) Object.assign(last, { peakAt: arrivedAt, peakMs });
        Object.assign(last, { troughAt: arrivedAt, troughMs, worstMs: Math.max(last.worstMs, stalenessMs) });
      } else {
        last = { slot, peakAt: arrivedAt, peakMs, troughAt: arrivedAt, troughMs, worstMs: stalenessMs };
        ring.push(last);
      }
    },
    newestFirst: () => ring.newestFirst(),
    get newest() {
      return newest;
    },
    clear() {
      ring.clear();
      last = newest = undefined;
    },
  };
}

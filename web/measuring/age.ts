/** How old the newest value seen is, averaged over time. All times in ms by one clock. */
export interface Age {
  /** A value published at `publishedAt` is seen at `at`. */
  see(publishedAt: number, at: number): void;
  /** Takes the time from now on out of the average; what is seen meanwhile counts from `resume` on. */
  pause(at: number): void;
  resume(at: number): void;
  /** What was seen is no longer the newest known: the average goes on with the next value. */
  forget(at: number): void;
  /** The mean so far, ms; undefined before the first value. */
  mean(now: number): number | undefined;
  clear(at: number): void;
}

/**
 * Age of information (Kaul, Yates, Gruteser 2012): a sawtooth that rises with time and falls at each newer value. Between
 * two arrivals it is a straight line, so the area below is a trapezoid and the mean is exact: nothing is sampled.
 */
export function createAge(): Age {
  let newest: number | undefined;
  let paused = false;
  let since = 0;
  let area = 0;
  let spanMs = 0;

  function advance(at: number): void {
    if (newest !== undefined && !paused && at > since) {
      area += (at - since) * ((since + at) / 2 - newest);
      spanMs += at - since;
    }
    since = Math.max(since, at);
  }

  return {
    see(publishedAt, at) {
      advance(at);
      newest = Math.max(newest ?? publishedAt, publishedAt);
    },
    pause(at) {
      advance(at);
      paused = true;
    },
    resume(at) {
      advance(at);
      paused = false;
    },
    forget(at) {
      advance(at);
      newest = undefined;
    },
    mean(now) {
      advance(now);
      return spanMs > 0 ? area / spanMs : undefined;
    },
    clear(at) {
      advance(at);
      area = 0;
      spanMs = 0;
    },
  };
}

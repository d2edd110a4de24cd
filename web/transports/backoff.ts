import type { Link } from "./transport.ts";

/** The wait before the n-th try in a row is random between 0 and this, doubled n times, ms. */
const FIRST_MS = 500;
const LONGEST_MS = 20_000;
/** A connection that lived so long was a success; one that was cut at once was not, ms. */
const LASTED_MS = 10_000;

/** How long to wait before the next try. */
export interface Backoff {
  /** Tries that failed in a row. */
  readonly attempt: number;
  /** ms to wait now; `afterMs` is what the server asked for, at least. */
  next(afterMs?: number): number;
  /** A connection stands. It counts as a success once it has lasted. */
  opened(): void;
  /** An answer came: the next failure is the first again. */
  succeeded(): void;
}

/**
 * Full jitter: when a server restarts, all its clients notice at one moment, and whatever they do in step they do as a
 * herd. A wait that is uniform between 0 and an exponential bound spreads them best (Brooker, "Exponential Backoff And
 * Jitter", 2015).
 */
export function createBackoff({ time, random }: Pick<Link, "time" | "random">): Backoff {
  let attempt = 0;
  let openedAt: number | undefined;

  return {
    get attempt() {
      return attempt;
    },
    next(afterMs = 0) {
      if (openedAt !== undefined && time.now() - openedAt >= LASTED_MS) attempt = 0;
      openedAt = undefined;
      const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
      attempt += 1;
      return afterMs + random() * bound;
    },
    opened() {
      openedAt = time.now();
    },
    succeeded() {
      attempt = 0;
    },
  };
}

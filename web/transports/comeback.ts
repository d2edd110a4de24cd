import { createBackoff } from "./backoff.ts";
import type { Link } from "./transport.ts";
import type { Setback } from "./verdict.ts";

/** What a transport does after a setback: come back when it is time, or not at all. */
export interface Comeback {
  /** Tells the listener, and calls `again` when the wait is over; does nothing where the verdict is not to come back. */
  after(setback: Setback): void;
  opened(): void;
  succeeded(): void;
  close(): void;
}

export function createComeback(link: Link, again: () => void): Comeback {
  const { time, listener } = link;
  const backoff = createBackoff(link);
  let stopWaiting = () => {};
  let closed = false;

  return {
    after({ message: reason, mayReturn, afterMs }) {
      if (closed) return;
      if (!mayReturn) return listener.state({ kind: "refused", reason });
      const waitMs = backoff.next(afterMs);
      const nextAt = time.now() + waitMs;
      listener.state({ kind: "reconnecting", nextAt, attempt: backoff.attempt, reason });
      stopWaiting = time.after(waitMs, again);
    },
    opened: backoff.opened,
    succeeded: backoff.succeeded,
    close() {
      closed = true;
      stopWaiting();
    },
  };
}

import { createBackoff } from "./backoff.ts";
import type { Link } from "./transport.ts";
import type { Verdict } from "./verdict.ts";

/** What a transport does after a failure: comes back when it is time, or not at all. */
export interface Comeback {
  /** A connection stands. It counts as a success once it has lasted. */
  opened(): void;
  /** An answer came. */
  succeeded(): void;
  /** Tells the listener, and calls `again` when the wait is over; never, where the verdict is not to come back. */
  after(verdict: Verdict, again: () => void): void;
  close(): void;
}

export function createComeback({
  time,
  random,
  listener,
}: Pick<Link, "time" | "random" | "listener">): Comeback {
  const backoff = createBackoff({ time, random });
  let stopWaiting = () => {};

  return {
    opened: backoff.opened,
    succeeded: backoff.succeeded,
    after({ mayReturn, reason, afterMs, code }, again) {
      if (!mayReturn) {
        listener.state({ kind: "refused", reason, ...(code && { code }) });
        return;
      }
      const waitMs = backoff.next(afterMs);
      listener.state({ kind: "reconnecting", nextAt: time.now() + waitMs, attempt: backoff.attempt, reason });
      stopWaiting = time.after(waitMs, again);
    },
    close: () => stopWaiting(),
  };
}

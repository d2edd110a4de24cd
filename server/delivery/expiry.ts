import type { Time } from "../channels/counter.ts";

/** What becomes of a connection whose token expires while it is open. */
export interface ExpiryRule {
  /** So long before, ms, it is warned. */
  readonly warnMs: number;
  /** So long after, ms, it ends: clocks differ, and a fresh token may be on its way. */
  readonly graceMs: number;
}

export interface Expiry {
  /** A fresh token has come, good until then, ms since 1970. */
  renew(expiresAt: number): void;
  stop(): void;
}

export interface ExpiryParts {
  readonly rule: ExpiryRule;
  readonly time: Time;
  /** ms since 1970; undefined where no token was needed: then nothing expires. */
  readonly expiresAt: number | undefined;
  readonly warn?: (expiresAt: number) => void;
  readonly end: () => void;
}

/** A connection authenticates once and may live for a day: so it is warned, then given some grace, then closed. */
export function watchExpiry({ rule, time, expiresAt, warn, end }: ExpiryParts): Expiry {
  let stop = () => {};
  let isOver = false;

  function renew(until: number): void {
    if (isOver) return; // it was being read while the connection ended
    stop();
    const warned = () => {
      stop = time.after(until + rule.graceMs - time.now(), end);
      warn?.(until);
    };
    stop = time.after(Math.max(0, until - rule.warnMs - time.now()), warned);
  }

  if (expiresAt !== undefined) renew(expiresAt);
  return {
    renew,
    stop() {
      isOver = true;
      stop();
    },
  };
}

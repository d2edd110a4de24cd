import type { IssuedToken } from "#protocol/token.ts";
import { createBackoff } from "../transports/backoff.ts";
import type { Time } from "../transports/transport.ts";
import { ask, isAboutToken } from "./ask.ts";

/** Who this is, to the server: a token of minutes, that is renewed before it ends, as long as the page is open. */
export interface Pass {
  /** Undefined until the first has come. */
  readonly issued: IssuedToken | undefined;
  /** Gets a fresh one at once; not twice at a time. */
  renew(): void;
  /** Gets a fresh one if the present one has passed most of its life: after a sleep no timer was heard. */
  renewIfOld(): void;
  close(): void;
}

export interface PassParts {
  readonly origin: string;
  readonly name: string;
  readonly lifeS: number;
  /** What a page before this one, of the same participant, has had. */
  readonly refresh: string | undefined;
  readonly time: Time;
  readonly random: () => number;
  /** A fresh token has come. */
  readonly changed: (issued: IssuedToken) => void;
  /** None has come, and why; it is tried again. */
  readonly failed: (reason: string) => void;
}

/** A token is renewed when so much of its life has passed: a socket is warned 30 s before the end, a poll is not. */
const SHARE = 0.8;

export function createPass(parts: PassParts): Pass {
  const { origin, name, lifeS, time, random, changed, failed } = parts;
  const backoff = createBackoff({ time, random });
  const renewMs = lifeS * 1000 * SHARE;
  let refresh = parts.refresh;
  let issued: IssuedToken | undefined;
  // The wall clock: that of the page may stand still while the machine sleeps.
  let issuedAt = 0;
  let isAsking = false;
  let isClosed = false;
  let stopWaiting = () => {};

  async function fetchPass(): Promise<IssuedToken> {
    if (refresh !== undefined)
      try {
        return (await ask<IssuedToken>(`${origin}/api/tokens/refresh`, { refresh })).body;
      } catch (error) {
        // A server that was started anew knows nobody: one is then somebody new, of the same name.
        if (!isAboutToken(error)) throw error;
      }
    return (await ask<IssuedToken>(`${origin}/api/tokens`, { name, lifeS })).body;
  }

  async function renew(): Promise<void> {
    if (isAsking || isClosed) return;
    isAsking = true;
    stopWaiting();
    try {
      issued = await fetchPass();
      refresh = issued.refresh;
      issuedAt = Date.now();
      backoff.succeeded();
      if (isClosed) return;
      stopWaiting = time.after(renewMs, renew);
      changed(issued);
    } catch (error) {
      if (isClosed) return;
      stopWaiting = time.after(backoff.next(), renew);
      failed((error as Error).message);
    } finally {
      isAsking = false;
    }
  }

  renew();
  return {
    get issued() {
      return issued;
    },
    renew,
    renewIfOld() {
      if (issued && Date.now() - issuedAt > renewMs) renew();
    },
    close() {
      isClosed = true;
      stopWaiting();
    },
  };
}

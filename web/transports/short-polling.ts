import { poll, post, urlOf } from "./asking.ts";
import { createComeback } from "./comeback.ts";
import { createCursor } from "./cursor.ts";
import type { Connect } from "./transport.ts";
import { asSetback } from "./verdict.ts";

/** Short polling: asks every few seconds, whether there is news or not. */
export const connectShortPolling: Connect = (link) => {
  const { time, listener, settings } = link;
  const cursor = createCursor(link);
  const comeback = createComeback(link, ask);
  const life = new AbortController();
  let stopWaiting = () => {};
  let validator: string | undefined;

  // --- open ---
  void ask();

  async function ask(): Promise<void> {
    const askedAt = time.now();
    const { etag } = settings();
    listener.state({ kind: "asking", since: askedAt });
    const url = urlOf(link, "short-polling", cursor.after, etag ? { etag: "1" } : {});
    const headers: HeadersInit = etag && validator ? { "If-None-Match": validator } : {};
    try {
      const response = await poll(link, url, cursor, { headers, signal: life.signal });
      validator = response.headers.get("ETag") ?? validator;
      comeback.succeeded();
      rest(askedAt);
    } catch (error) {
      comeback.after(asSetback(error));
    }
  }

  /** From start to start, and never two at once: `setInterval` would ask again while an answer is late. */
  function rest(askedAt: number): void {
    if (life.signal.aborted) return;
    const nextAt = Math.max(askedAt + settings().pollMs, time.now());
    listener.state({ kind: "resting", askedAt, nextAt });
    stopWaiting = time.after(nextAt - time.now(), ask);
  }

  return {
    // --- send ---
    send: (message) => post(link, "short-polling", message),

    // --- receive ---
    // What comes is the answer to what was asked: see `poll`.

    // --- close ---
    close() {
      life.abort();
      comeback.close();
      stopWaiting();
    },
  };
};

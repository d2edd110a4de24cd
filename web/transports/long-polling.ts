import { poll, post, urlOf } from "./asking.ts";
import { createComeback } from "./comeback.ts";
import { createCursor } from "./cursor.ts";
import type { Connect } from "./transport.ts";
import { asSetback } from "./verdict.ts";

/** An answer that is so much later than the hold will not come: a middlebox has forgotten the connection. */
const GRACE_MS = 10_000;

/** Long polling: asks, waits as long as the server holds the answer back, and asks again at once. */
export const connectLongPolling: Connect = (link) => {
  const { time, listener, settings } = link;
  const cursor = createCursor(link);
  const comeback = createComeback(link, ask);
  const life = new AbortController();

  // --- open ---
  void ask();

  async function ask(): Promise<void> {
    const { holdS } = settings();
    // The page cannot see whether the server has parked the request; from here it is, as soon as it is sent.
    listener.state({ kind: "parked", since: time.now() });
    const url = urlOf(link, "long-polling", cursor.after, { timeout: String(holdS) });
    const guard = new AbortController();
    const stopGuarding = time.after(holdS * 1000 + GRACE_MS, () => guard.abort());
    try {
      await poll(link, url, cursor, { signal: AbortSignal.any([life.signal, guard.signal]) });
      comeback.succeeded();
      if (!life.signal.aborted) void ask();
    } catch (error) {
      comeback.after(asSetback(error));
    } finally {
      stopGuarding();
    }
  }

  return {
    // --- send ---
    send: (message) => post(link, "long-polling", message),

    // --- receive ---
    // What comes is the answer to what was asked: see `poll`.

    // --- close ---
    close() {
      life.abort();
      comeback.close();
    },
  };
};

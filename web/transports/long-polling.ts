import { createComeback } from "./comeback.ts";
import { createCursor, envelopesOf } from "./cursor.ts";
import { type Answer, exchange, isGood, type Lost } from "./exchange.ts";
import { createPost } from "./post.ts";
import { routeOf } from "./route.ts";
import type { Connect } from "./transport.ts";
import { comeBack, verdictOf } from "./verdict.ts";

/** How much longer than the hold an answer may take, ms. */
const PATIENCE_MS = 10_000;
/** An empty answer before this share of the hold was not the hold's end: a proxy's, or a server's that goes away. */
const EARLY = 0.5;
/** What a round trip may take at first, before one was seen, ms. */
const ROUND_TRIP_MS = 250;

/** Long polling: asks, and lets the server think about the answer until there is one; then asks again at once. */
export const connectLongPolling: Connect = (link) => {
  const { listener, time, settings } = link;
  const cursor = createCursor(link);
  const comeback = createComeback(link);
  const post = createPost(link, "long-polling");
  let quickestMs = ROUND_TRIP_MS;
  let wasReset = false;
  let stop = () => {};
  let closed = false;

  // --- open ---
  function ask(): void {
    const { holdS } = settings();
    const url = routeOf(link, "long-polling", { after: cursor.after, timeout: String(holdS) });
    const patienceMs = holdS * 1000 + PATIENCE_MS;
    const askedAt = time.now();
    listener.state({ kind: "asking", since: askedAt });
    // Nothing tells that a poll has been parked. But the server that has news says so at once: a poll unanswered for twice
    // the quickest round trip is either parked or slow, and parked is what it is made for.
    const stopGuessing = time.after(2 * quickestMs, () => listener.state({ kind: "parked", since: askedAt }));
    const cancel = exchange(link, { kind: "poll", url, patienceMs }, (answer) => {
      stopGuessing();
      receive(answer, askedAt, holdS);
    });
    stop = () => {
      stopGuessing();
      cancel();
    };
  }

  // --- send ---
  const { send } = post;

  // --- receive ---
  function receive(answer: Answer | Lost, askedAt: number, holdS: number): void {
    const envelopes = isGood(answer) && envelopesOf(answer);
    if (!envelopes) {
      comeback.after(verdictOf(answer, time.now()), ask);
      return;
    }
    // Asked again at once, it would be answered at once, round and round.
    if (envelopes.length === 0 && answer.arrivedAt - askedAt < EARLY * holdS * 1000) {
      comeback.after(comeBack("an empty answer came too early"), ask);
      return;
    }
    const isReset = envelopes.some(({ type }) => type === "reset");
    // Two servers that do not know of each other's log, asked in turn, would send us round, too.
    const isAstray = isReset && wasReset;
    wasReset = isReset;
    if (!isAstray) comeback.succeeded();
    quickestMs = Math.min(quickestMs, answer.arrivedAt - askedAt);
    for (const envelope of envelopes) if (!closed) cursor.hear(envelope, answer.arrivedAt);
    if (closed) return;
    if (isAstray) comeback.after(comeBack("a reset came after a reset"), ask);
    else ask();
  }

  // --- close ---
  ask();
  return {
    send,
    renew() {}, // the next question has it
    close() {
      closed = true;
      stop();
      comeback.close();
      post.close();
    },
  };
};

import { createComeback } from "./comeback.ts";
import { createCursor, envelopesOf } from "./cursor.ts";
import { type Answer, exchange, isGood, type Lost } from "./exchange.ts";
import { createPost } from "./post.ts";
import { routeOf } from "./route.ts";
import type { Connect } from "./transport.ts";
import { verdictOf } from "./verdict.ts";

/** How long an answer may take, ms. */
const PATIENCE_MS = 30_000;
/** How long a changed interval may go unnoticed, ms. */
const LOOK_UP_MS = 500;

/** Short polling: asks every few seconds, whether there is news or not, but never before the last answer is here. */
export const connectShortPolling: Connect = (link) => {
  const { listener, time, random, settings } = link;
  const cursor = createCursor(link);
  const comeback = createComeback(link);
  const post = createPost(link, "short-polling");
  let etag: string | null = null;
  let dueAt = time.now();
  // Pages opened at one moment would ask at one moment ever after, so the first rest is only a part of one.
  let part = random();
  let stop = () => {};
  let closed = false;

  // --- open ---
  function ask(): void {
    const withEtag = settings().etag;
    const url = routeOf(link, "short-polling", { after: cursor.after, etag: withEtag ? "1" : undefined });
    const headers: Record<string, string> = withEtag && etag ? { "If-None-Match": etag } : {};
    const askedAt = time.now();
    listener.state({ kind: "asking", since: askedAt });
    stop = exchange(link, { kind: "poll", url, headers, patienceMs: PATIENCE_MS }, (answer) =>
      receive(answer, askedAt),
    );
  }

  // --- send ---
  const { send } = post;

  // --- receive ---
  function receive(answer: Answer | Lost, askedAt: number): void {
    const envelopes = isGood(answer) && envelopesOf(answer);
    if (!envelopes) {
      comeback.after(verdictOf(answer, time.now()), askAnew);
      return;
    }
    comeback.succeeded();
    for (const envelope of envelopes) if (!closed) cursor.hear(envelope, answer.arrivedAt);
    etag = answer.headers.get("ETag") ?? etag;
    if (!closed) rest(askedAt);
  }

  /**
   * From start to start, by due times: a late timer makes the next rest shorter, not the rate lower. It looks up now and
   * then, as the interval may have been changed.
   */
  function rest(askedAt: number): void {
    const now = time.now();
    const nextAt = Math.max(now, dueAt + part * settings().pollMs);
    listener.state({ kind: "resting", askedAt, nextAt });
    stop = time.after(Math.min(nextAt - now, LOOK_UP_MS), () => {
      if (time.now() < nextAt) return rest(askedAt);
      dueAt = nextAt;
      part = 1;
      ask();
    });
  }

  function askAnew(): void {
    dueAt = time.now();
    ask();
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

import { createComeback } from "./comeback.ts";
import { createCursor, envelopeOf } from "./cursor.ts";
import { inquire } from "./inquiry.ts";
import { createPost } from "./post.ts";
import { routeOf } from "./route.ts";
import type { Connect, EndRequest, Outcome } from "./transport.ts";
import { comeBack } from "./verdict.ts";

/** How much later than it was announced a stream's end may come, and the next stream after it, ms. */
const LATE_MS = 10_000;

/** Server-sent events: one request, whose answer never ends. When it breaks off, the browser itself asks again. */
export const connectSse: Connect = (link) => {
  const { listener, time } = link;
  const cursor = createCursor(link);
  const comeback = createComeback(link);
  const post = createPost(link, "sse");
  let stop: (outcome: Outcome) => void = () => {};

  // --- open ---
  function open(): void {
    const url = routeOf(link, "sse", { after: cursor.after });
    let end: EndRequest | undefined = listener.request("connection", url);
    let isRetrying = false;
    let isRollCall = false;
    let stopWatching = () => {};
    listener.state({ kind: "connecting", since: time.now() });
    const source = new EventSource(url);
    source.onmessage = receive;
    source.addEventListener("hello", ({ data }) => listener.server?.(JSON.parse(data).server));
    source.addEventListener("expiring", ({ data }) => listener.expiring?.(JSON.parse(data).expiresAt));
    source.addEventListener("roll-call", ({ data }) => expectEnd(JSON.parse(data).withinMs));
    source.onopen = () => {
      stopWatching();
      // Where the browser came back by itself, nothing else tells of its request.
      end ??= listener.request("connection", url);
      isRetrying = false;
      isRollCall = false;
      comeback.opened();
      listener.state({ kind: "open", since: time.now(), heardAt: time.now() });
    };
    source.onerror = () => {
      const isDead = source.readyState === EventSource.CLOSED;
      // Any answer but 200 kills an EventSource for good, such as a proxy's 502. That was a request, too.
      if (isDead) end ??= listener.request("connection", url);
      end?.(isRollCall ? "empty" : "failed");
      end = undefined;
      // The first time the browser comes back by itself, with Last-Event-ID, once the `retry:` that it was told is over.
      // But it tries without back-off, for ever, and where it has tried once in vain, so do we: with back-off.
      if (isDead || isRetrying) return askWhy();
      isRetrying = true;
      if (isRollCall) return; // nothing broke: the next stream is on its way
      stopWatching();
      listener.state({ kind: "reconnecting", nextAt: undefined, attempt: 1, reason: "the stream broke off" });
    };
    stop = (outcome) => {
      stopWatching();
      source.close();
      end?.(outcome);
      end = undefined;
    };

    /** The server ends a stream now and then, to see who is still there. So do we: one that outlives that is dead. */
    function expectEnd(withinMs: number): void {
      isRollCall = withinMs === 0;
      stopWatching();
      stopWatching = time.after(withinMs + LATE_MS, () => {
        stop("failed");
        comeback.after(comeBack("the stream outlived its end"), open);
      });
    }

    function askWhy(): void {
      stopWatching();
      source.close();
      stop = inquire(link, url, "HEAD", (verdict) => comeback.after(verdict, open));
    }
  }

  // --- send ---
  const { send } = post;

  // --- receive ---
  // A stream can be dead in silence, and nothing here would tell: the server's heartbeat is a comment, which EventSource
  // hides, and there is no way to ask on a stream. But for a roll call, TCP finds out, when its own patience ends.
  function receive({ data }: MessageEvent<string>): void {
    const arrivedAt = time.now();
    const envelope = envelopeOf(data);
    if (envelope) {
      cursor.hear(envelope, arrivedAt);
    } else {
      stop("failed");
      comeback.after(comeBack("an event could not be read"), open);
    }
  }

  // --- close ---
  open();
  return {
    send,
    // A stream's token stands in its URL, so that another takes another stream; the position goes on.
    renew() {
      comeback.close(); // or a try that was due would open a second one
      stop("cancelled");
      open();
    },
    close() {
      stop("cancelled");
      comeback.close();
      post.close();
    },
  };
};

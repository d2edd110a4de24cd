import type { TransportName } from "#protocol/transports.ts";

/** What is promised of a peer that is gone without a word, ms at most; undefined: nothing is. */
export interface Promised {
  /** The room says that it has left. */
  readonly leftMs: number | undefined;
  /** Its connection is closed at the server. */
  readonly freedMs: number | undefined;
  readonly why: string;
}

/** A kept-alive connection on which nothing is asked is closed after 75 s, and a second that Node adds. */
const KEPT_MS = 76_000;

/** By PROTOCOL.md §6 and §12, with a poll each second and a hold of 25 s. */
export const SERVER_PROMISES: Readonly<Record<TransportName | "sse, not in a room", Promised>> = {
  "short-polling": {
    leftMs: 16_000,
    freedMs: 1000 + KEPT_MS,
    why: "there is no connection to be dead: who has not asked for 15 s has left",
  },
  "long-polling": {
    leftMs: 30_000,
    freedMs: 25_000 + KEPT_MS,
    why: "the hold (25 s) is a heartbeat for nothing: its end, or the first news, brings an answer, and 5 s later the next question is due",
  },
  sse: {
    leftMs: 50_000,
    freedMs: 45_000 + KEPT_MS,
    why: "a comment on a dead stream tells nothing, so the roll is called: the stream ends within 45 s, and the next one is due 5 s later",
  },
  websocket: {
    leftMs: 54_000,
    freedMs: 49_000,
    why: "a ping within 25 s, 20 s for its answer, both looked at once a second, 2 s for a closing handshake; and 5 s to come back",
  },
  "sse, not in a room": {
    leftMs: undefined,
    freedMs: undefined,
    why: "nobody's presence hangs on it: it costs 30 KB until TCP gives up, a quarter of an hour after the first comment that is not acknowledged (by its documentation; not waited for here), and where a kernel acknowledges for a process that is stopped, until that is gone",
  },
};

/** Until a page says that it has lost the server; by `web/transports/`. */
export const PAGE_PROMISES: Readonly<
  Record<TransportName, { readonly noticedMs: number | undefined; readonly why: string }>
> = {
  "short-polling": { noticedMs: 31_000, why: "an answer may take 30 s" },
  "long-polling": { noticedMs: 35_000, why: "an answer may take the hold (25 s) and 10 s" },
  sse: {
    noticedMs: undefined,
    why: "EventSource hides comments and has no way to ask; in a room the announced end of the stream is missed within 55 s (not measured here)",
  },
  websocket: { noticedMs: 41_000, why: "after 30 s of silence it asks, and waits 10 s" },
};

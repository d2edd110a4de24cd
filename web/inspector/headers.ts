import type { Explanation } from "./explanations.ts";

const [HTTP, HTTP11, CACHE, WS] = ["RFC 9110", "RFC 9112", "RFC 9111", "RFC 6455"] as const;
const [FETCH, METADATA, HINTS] = [
  "WHATWG Fetch",
  "W3C Fetch Metadata",
  "WICG User-Agent Client Hints",
] as const;
const e = (says: string, source: string): Explanation => ({ says, source });

/** Each header that browsers and this server send on the four transports, by its name in small letters (RFC 9110 §5.1). */
export const HEADERS: Readonly<Record<string, Explanation>> = {
  // --- of every request ---
  host: e(
    "Which site is meant, as one address may serve many; the one header that HTTP/1.1 demands.",
    `${HTTP} §7.2`,
  ),
  connection: e(
    "What becomes of this connection: keep-alive, close, or Upgrade, to leave HTTP behind.",
    `${HTTP} §7.6.1`,
  ),
  "keep-alive": e(
    "How long the server means to keep a quiet connection; a hint that HTTP/1.1 can do without.",
    "RFC 2068 §19.7.1",
  ),
  "user-agent": e(
    "Which program asks: over a hundred bytes of history, in every single request.",
    `${HTTP} §10.1.5`,
  ),
  accept: e(
    "Which kinds of answer the client can read; EventSource says text/event-stream.",
    `${HTTP} §12.5.1`,
  ),
  "accept-encoding": e(
    "Which compressions the client can undo, should the server care to use one.",
    `${HTTP} §12.5.3`,
  ),
  "accept-language": e("Which languages the person in front of the browser prefers.", `${HTTP} §12.5.4`),
  referer: e("The page that asks, with its spelling mistake of 1996.", `${HTTP} §10.1.3`),
  cookie: e("What the server once asked the browser to say each time.", "RFC 6265 §5.4"),
  dnt: e("“Do not track me”: a request that few servers heed.", "W3C Tracking Preference §5.2"),
  priority: e("How urgent the answer is; u=0 most, i: it is of use piece by piece.", "RFC 9218 §5"),
  pragma: e("“no-cache”, for caches of the 1990s; Cache-Control says it today.", `${CACHE} §5.4`),
  purpose: e("Says that the browser only looks ahead, in case the page is wanted soon.", "WHATWG HTML §7.6"),
  "upgrade-insecure-requests": e(
    "The browser would take https, if it were offered.",
    "W3C Upgrade Insecure Requests §3",
  ),
  // --- who is asking: browsers add these, and no page can forge them ---
  origin: e(
    "Which page is asking: scheme, host and port; a WebSocket server has to check it, as browsers let any page try.",
    "RFC 6454 §7",
  ),
  "sec-fetch-site": e(
    "How near the asking page is: same-origin, same-site, cross-site, or none for a person.",
    `${METADATA} §2.4`,
  ),
  "sec-fetch-mode": e("By which rules it was fetched: cors, navigate, websocket.", `${METADATA} §2.2`),
  "sec-fetch-dest": e(
    "What the answer is for: empty for fetch and EventSource, document, script, image.",
    `${METADATA} §2.1`,
  ),
  "sec-fetch-user": e("A person clicked; said only where that is so.", `${METADATA} §2.3`),
  "sec-fetch-storage-access": e("Whether the page could use its cookies here.", "Storage Access Headers"),
  "sec-ch-ua": e("The browser's name and version, short form of User-Agent.", `${HINTS} §3.1`),
  "sec-ch-ua-mobile": e("?1 on a phone, ?0 elsewhere.", `${HINTS} §3.6`),
  "sec-ch-ua-platform": e("The operating system's name.", `${HINTS} §3.8`),
  // --- across origins ---
  "access-control-request-method": e(
    "Asked beforehand: may I send a request with this method?",
    `${FETCH} §3.3.2`,
  ),
  "access-control-request-headers": e("Asked beforehand: may I send these headers?", `${FETCH} §3.3.2`),
  "access-control-request-private-network": e(
    "Asked beforehand: may a public page reach into this network?",
    "WICG Private Network Access §3.1",
  ),
  "access-control-allow-origin": e(
    "Which page may read this answer; without it, the browser keeps it from the page.",
    `${FETCH} §3.3.3`,
  ),
  "access-control-allow-methods": e("Which methods a page of another origin may use.", `${FETCH} §3.3.3`),
  "access-control-allow-headers": e("Which headers a page of another origin may send.", `${FETCH} §3.3.3`),
  "access-control-allow-credentials": e("Whether cookies may go along.", `${FETCH} §3.3.3`),
  "access-control-expose-headers": e(
    "Which headers of the answer the page may read, beyond the harmless few.",
    `${FETCH} §3.3.3`,
  ),
  "access-control-max-age": e(
    "For how many seconds the browser need not ask beforehand again.",
    `${FETCH} §3.3.3`,
  ),
  "timing-allow-origin": e(
    "Which page may read the exact times of this transfer.",
    "W3C Resource Timing §4.5",
  ),
  vary: e(
    "Which headers of the request this answer depends on, so that a cache does not mix them up.",
    `${HTTP} §12.5.5`,
  ),
  // --- where was I? ---
  "last-event-id": e(
    "The id of the last event the browser saw: it says this by itself when a stream broke, and misses nothing.",
    "WHATWG HTML §9.2.4",
  ),
  "if-none-match": e(
    "“I still have this one”: if it is the newest, 304 without a body will do.",
    `${HTTP} §13.1.2`,
  ),
  "if-modified-since": e(
    "“I have it as of this time”: if it has not changed since, 304 will do.",
    `${HTTP} §13.1.3`,
  ),
  etag: e("A name for exactly this state, to be said back in If-None-Match.", `${HTTP} §8.8.3`),
  "last-modified": e("When this last changed, to the second.", `${HTTP} §8.8.2`),
  // --- the answer, and how its end is found ---
  date: e("When the answer was made, to the second.", `${HTTP} §6.6.1`),
  server: e("Which program answers.", `${HTTP} §10.2.4`),
  "x-powered-by": e("Advertising, in every single answer; this lab leaves it out.", "no standard"),
  "content-type": e("What the body is; text/event-stream makes it a stream of events.", `${HTTP} §8.3`),
  "content-length": e(
    "How many bytes the body has, so that the next answer can be told from it.",
    `${HTTP} §8.6`,
  ),
  "content-encoding": e("How the body was compressed.", `${HTTP} §8.4`),
  "transfer-encoding": e(
    "chunked: nobody knows yet how long this will be, so each piece says its own size.",
    `${HTTP11} §6.1`,
  ),
  "cache-control": e(
    "Who may keep this and for how long; no-store: nobody, as news gets stale.",
    `${CACHE} §5.2`,
  ),
  "x-accel-buffering": e(
    "no: asks nginx to pass on each piece at once instead of filling its buffer first.",
    "nginx, proxy_buffering",
  ),
  "retry-after": e("When to come back, in seconds, said along with a refusal.", `${HTTP} §10.2.3`),
  allow: e("The methods that would have worked.", `${HTTP} §10.2.1`),
  location: e("Where to look instead.", `${HTTP} §10.2.2`),
  // --- leaving HTTP ---
  upgrade: e("The protocol to go on with on this same connection: websocket.", `${HTTP} §7.8`),
  "sec-websocket-key": e(
    "Sixteen random bytes in base64, which the server has to work into its answer.",
    `${WS} §11.3.1`,
  ),
  "sec-websocket-accept": e(
    "The proof: key and GUID, hashed; only a server that knows WebSocket answers with it.",
    `${WS} §11.3.3`,
  ),
  "sec-websocket-version": e("13, since the drafts before it were counted, too.", `${WS} §11.3.5`),
  "sec-websocket-protocol": e(
    "What will be spoken inside: the client offers a list, and the server picks one.",
    `${WS} §11.3.4`,
  ),
  "sec-websocket-extensions": e(
    "What to add to the frames, such as compression; offered by the client, picked by the server.",
    `${WS} §11.3.2`,
  ),
};

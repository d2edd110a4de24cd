import type { Claim, Source } from "../claim.ts";
import { timesOf } from "./formulas.ts";

/** A row of the lesson's table, and one of its columns. */
const row = (technique: string, column: string, cell: string): Source => ({
  citation: `The lesson's ladder of techniques: ${technique}, ${column}`,
  claimed: `“${cell}”`,
  read: "in full",
});

const claim = (
  one: Pick<Claim, "id" | "statement" | "left" | "right" | "relation" | "source"> &
    Partial<Pick<Claim, "isPhysics" | "caveat">>,
): Claim => ({ part: "lesson", isPhysics: false, caveat: "", ...one });

const MISTAKE: Source = {
  citation: "The lesson, on common mistakes: no reconnect/resync design",
  claimed: "“works on office Wi-Fi, drops state on every elevator ride. The disconnect path is the feature.”",
  read: "in full",
};
const WORST = timesOf("idle").pollMs;

const shortPolling: readonly Claim[] = [
  claim({
    id: "lesson-short-polling-latency",
    statement:
      "With short polling the value that waits longest in a run waits, on average over the runs, for one poll interval at most",
    left: { setting: "idle", transport: "short-polling", figure: "staleness-max-ms" },
    right: { value: 1.25 * WORST, from: `T = ${WORST} ms, and a quarter for timers that fire late` },
    relation: { kind: "less" },
    source: row("Short polling", "Latency", "up to N"),
    caveat: "The browser decides when a timer fires, and a busy machine when the browser runs",
  }),
  claim({
    id: "lesson-short-polling-waits",
    statement: "What short polling shows is older than what is pushed",
    left: { setting: "far-polled", transport: "short-polling", figure: "age-mean-ms" },
    right: { setting: "far-polled", transport: "sse", figure: "age-mean-ms" },
    relation: { kind: "greater" },
    source: row("Short polling", "Latency", "up to N"),
  }),
  claim({
    id: "lesson-short-polling-cost",
    statement: "Most short polls are wasted where they come oftener than news",
    left: { setting: "idle", transport: "short-polling", figure: "empty-share" },
    right: { value: 0.5, from: "“mostly”: more than half" },
    relation: { kind: "greater" },
    isPhysics: true,
    source: row("Short polling", "Cost", "mostly wasted requests"),
    caveat: "How many depends on T and U alone: asked more rarely than news comes, none is wasted",
  }),
  claim({
    id: "lesson-short-polling-use",
    statement:
      "Where news comes oftener than questions, short polling costs as many bytes a message as long polling, give or take a quarter",
    left: { setting: "steady", transport: "short-polling", figure: "overhead-per-message" },
    right: { setting: "steady", transport: "long-polling", figure: "overhead-per-message" },
    relation: { kind: "within", share: 0.25 },
    isPhysics: true,
    source: row("Short polling", "Use when", "N of minutes is fine (cron-ish)"),
    caveat: "Scaled down from minutes to parts of a second: bytes do not know how long they waited",
  }),
];

const longPolling: readonly Claim[] = [
  claim({
    id: "lesson-long-polling-latency",
    statement:
      "Long polling is near to real time: as fast as SSE, where news comes further apart than a round trip",
    left: { setting: "far", transport: "long-polling", figure: "staleness-mean-ms" },
    right: { setting: "far", transport: "sse", figure: "staleness-mean-ms" },
    relation: { kind: "within", share: 0.1 },
    source: row("Long polling", "Latency", "near-real-time"),
  }),
  claim({
    id: "lesson-long-polling-only-near",
    statement:
      "Long polling is only near to real time: it is behind SSE, where news comes within a round trip",
    left: { setting: "restless", transport: "long-polling", figure: "staleness-mean-ms" },
    right: { setting: "restless", transport: "sse", figure: "staleness-mean-ms" },
    relation: { kind: "greater" },
    source: row("Long polling", "Latency", "near-real-time"),
  }),
  claim({
    id: "lesson-long-polling-cost",
    statement: "Long polling costs a request for each message",
    left: { setting: "steady", transport: "long-polling", figure: "requests-per-message" },
    right: { value: 1, from: "“reconnect churn”: one request each" },
    relation: { kind: "within", share: 0.1 },
    isPhysics: true,
    source: row("Long polling", "Cost", "one parked connection per client; reconnect churn"),
    caveat: "The connection itself is kept alive here: what comes anew is the request",
  }),
  claim({
    id: "lesson-long-polling-use",
    statement: "Long polling brings at least nine values in ten where a proxy refuses to upgrade",
    left: { setting: "no-upgrades", transport: "long-polling", figure: "share-seen" },
    right: { value: 1, from: "all of them" },
    relation: { kind: "within", share: 0.1 },
    source: row("Long polling", "Use when", "WebSockets blocked (legacy infra)"),
    caveat:
      "A value that is published within the round trip of the last is skipped; SSE passes such a proxy, too",
  }),
];

const sse: readonly Claim[] = [
  claim({
    id: "lesson-sse-latency",
    statement: "SSE is real time: a value takes one way through the network, and hardly more",
    left: { setting: "far", transport: "sse", figure: "staleness-mean-ms" },
    right: { value: timesOf("far").delayMs, from: "d of the network" },
    relation: { kind: "within", share: 0.15 },
    source: row("SSE", "Latency", "real-time"),
  }),
  claim({
    id: "lesson-sse-cost",
    statement:
      "SSE costs one connection, and then less than a tenth of what a long poll does for each message",
    left: { setting: "steady", transport: "sse", figure: "overhead-per-message" },
    right: { setting: "steady", transport: "long-polling", figure: "overhead-per-message" },
    relation: { kind: "times", low: 0, high: 0.1 },
    isPhysics: true,
    source: row("SSE", "Cost", "one connection; server→client only"),
  }),
  claim({
    id: "lesson-sse-use",
    statement: "A stream of tokens comes whole over SSE",
    left: { setting: "tokens", transport: "sse", figure: "missed" },
    right: { value: 0, from: "a stream, which keeps every message in order" },
    relation: { kind: "exactly" },
    isPhysics: true,
    source: row("SSE", "Use when", "feeds, notifications, LLM token streams"),
  }),
  claim({
    id: "lesson-sse-comes-back",
    statement: "SSE comes back by itself: one cut, one connection made anew",
    left: { setting: "cut", transport: "sse", figure: "reconnects" },
    right: { value: 1, from: "one cut, one connection made anew" },
    relation: { kind: "exactly" },
    source: {
      citation: "The lesson, on SSE",
      claimed: "“auto-reconnects natively”",
      read: "in full",
    },
    caveat: "What counts is the browser's own EventSource: nothing of the page brings it back",
  }),
  claim({
    id: "lesson-sse-first",
    statement:
      "Reach for SSE first: where the client only listens, it takes up to a quarter more bytes than a WebSocket",
    left: { setting: "steady", transport: "sse", figure: "bytes-per-message" },
    right: { setting: "steady", transport: "websocket", figure: "bytes-per-message" },
    relation: { kind: "times", low: 1, high: 1.25 },
    isPhysics: true,
    source: {
      citation: "The lesson, on SSE",
      claimed: "“reach for SSE first; pay for WebSocket only when the client needs to send continuously too”",
      read: "in full",
    },
    caveat: "The shorter the message, the more its frame weighs: these are of some 220 bytes",
  }),
];

const webSocket: readonly Claim[] = [
  claim({
    id: "lesson-websocket-latency",
    statement: "A WebSocket is real time: a value takes one way through the network, and hardly more",
    left: { setting: "far", transport: "websocket", figure: "staleness-mean-ms" },
    right: { value: timesOf("far").delayMs, from: "d of the network" },
    relation: { kind: "within", share: 0.15 },
    source: row("WebSocket", "Latency", "real-time"),
  }),
  claim({
    id: "lesson-websocket-no-faster",
    statement: "A WebSocket is as fast as SSE, give or take a tenth",
    left: { setting: "far", transport: "websocket", figure: "staleness-mean-ms" },
    right: { setting: "far", transport: "sse", figure: "staleness-mean-ms" },
    relation: { kind: "within", share: 0.1 },
    source: row("SSE and WebSocket", "Latency", "real-time"),
  }),
  claim({
    id: "lesson-websocket-cost",
    statement:
      "The machinery of a WebSocket costs less than a tenth of what a long poll does for each message",
    left: { setting: "steady", transport: "websocket", figure: "overhead-per-message" },
    right: { setting: "steady", transport: "long-polling", figure: "overhead-per-message" },
    relation: { kind: "times", low: 0, high: 0.1 },
    isPhysics: true,
    source: row("WebSocket", "Cost", "one connection + protocol machinery"),
    caveat: "The cost that the lesson means is in the code, too, which no byte shows",
  }),
  claim({
    id: "lesson-elevator-ride",
    statement:
      "Two seconds in an elevator lose nothing on a stream that stays open: TCP holds it all, and delivers it late",
    left: { setting: "elevator", transport: "websocket", figure: "missed" },
    right: { value: 0, from: "TCP, which keeps what it was given" },
    relation: { kind: "exactly" },
    source: MISTAKE,
    caveat:
      "The lesson speaks of clients without a way back; these have one, and here they do not even need it",
  }),
  claim({
    id: "lesson-disconnect-path",
    statement: "A connection that is cut comes back once: the disconnect path is the feature",
    left: { setting: "cut", transport: "websocket", figure: "reconnects" },
    right: { value: 1, from: "one cut, one connection made anew" },
    relation: { kind: "exactly" },
    source: {
      citation: "The lesson, on common mistakes: no reconnect/resync design",
      claimed:
        "“works on office Wi-Fi, drops state on every elevator ride. The disconnect path is the feature.”",
      read: "in full",
    },
  }),
];

/*
 * What the table says of a WebSocket's use, “client talks too”, is not here: in a case of this study nobody talks but the
 * server, and a claim that no figure can refute is none.
 */
export const LESSON: readonly Claim[] = [...shortPolling, ...longPolling, ...sse, ...webSocket];

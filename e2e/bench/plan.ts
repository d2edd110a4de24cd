import { hasNchan } from "./peers/nchan-installed.ts";
import type { Dialect } from "./peers/serve.ts";

/** A peer in one role: the same program may contend twice, with other settings. */
export interface Contender {
  readonly label: string;
  /** Its file in `peers/`. */
  readonly peer: string;
  readonly args?: string[];
  /** None is spoken with a relay. */
  readonly dialect?: Dialect;
  /** Of a relay, each way. */
  readonly latencyMs?: number;
  readonly clients?: number;
  readonly perSecond?: number;
}

export type Measure =
  | {
      readonly kind: "delivering";
      readonly clients: number;
      readonly perSecond: number;
      readonly ticks: number;
      readonly burst: number;
    }
  | {
      readonly kind: "asking";
      readonly clients: number;
      readonly perSecond: number;
      readonly ticks: number;
    }
  /** Through a relay: all that it takes, or stamps now and then. */
  | { readonly kind: "pouring" | "pinging"; readonly seconds: number }
  | { readonly kind: "memory"; readonly clients: number }
  | {
      readonly kind: "mixed";
      readonly clients: number;
      readonly perSecond: number;
      readonly ticks: number;
    };

/** What is measured side by side, in the same minute. */
export interface Group {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly measure: Measure;
  readonly rounds: number;
  /** Windows of each contender in a round, taken in turn. */
  readonly windows: number;
  readonly contenders: readonly Contender[];
}

export interface PlanSize {
  readonly rounds: number;
  /** Rounds of what compares the lab with itself, and of memory, which varies little. */
  readonly fewRounds: number;
  /** Windows of metering on and off, in turn, in each round. */
  readonly pairedWindows: number;
  readonly clients: number;
  /** Length of a window, s. */
  readonly seconds: number;
  readonly mixedSeconds: number;
  readonly mixedRounds: number;
  readonly growsTo: number;
  readonly pageSeconds: number;
}
export const FULL: PlanSize = {
  rounds: 5,
  fewRounds: 3,
  pairedWindows: 8,
  clients: 1000,
  seconds: 3,
  mixedSeconds: 60,
  mixedRounds: 1,
  growsTo: 4000,
  pageSeconds: 60,
};
export const QUICK: PlanSize = {
  rounds: 1,
  fewRounds: 1,
  pairedWindows: 4,
  clients: 500,
  seconds: 0.8,
  mixedSeconds: 8,
  mixedRounds: 1,
  growsTo: 2000,
  pageSeconds: 5,
};

export const OURS = "the lab";
export const PIPE = "net pipe";
export const LATENCIES_MS = [5, 50, 200];
const PER_SECOND = 10;

/** All groups, at a size. Nchan contends where it is installed. */
export function planGroups(size: PlanSize): Group[] {
  const { rounds, fewRounds, clients } = size;
  const ticks = Math.round(size.seconds * PER_SECOND);
  const fanOut: Measure = { kind: "delivering", clients, perSecond: PER_SECOND, ticks, burst: 1 };
  const nchan = (dialect: Dialect): Contender[] =>
    hasNchan ? [{ label: "Nchan (C)", peer: "nchan", dialect }] : [];
  const ours = (dialect: Dialect, changed: Partial<Contender> = {}): Contender => ({
    label: OURS,
    peer: "ours",
    dialect,
    ...changed,
  });
  const cost = { unit: "µs per delivery", rounds, windows: 1 };

  return [
    {
      ...cost,
      key: "websocket",
      title: "WebSocket",
      measure: fanOut,
      contenders: [
        { label: "bare net", peer: "bare-net", dialect: "websocket" },
        ours("websocket"),
        { label: "ws loop", peer: "ws-loop", dialect: "websocket" },
        { label: "socket.io", peer: "socket-io", dialect: "socket.io" },
        ...nchan("websocket"),
      ],
    },
    {
      ...cost,
      key: "sse",
      title: "SSE",
      measure: fanOut,
      contenders: [
        { label: "bare net", peer: "bare-net", dialect: "sse" },
        ours("sse"),
        { label: "textbook", peer: "textbook", dialect: "sse" },
        { label: "better-sse", peer: "better-sse", dialect: "sse" },
        ...nchan("sse"),
      ],
    },
    {
      ...cost,
      key: "burst",
      title: "Burst of 50 in one tick",
      measure: { ...fanOut, perSecond: 2, ticks: Math.max(2, Math.round(size.seconds * 2)), burst: 50 },
      contenders: [
        { label: "ws loop", peer: "ws-loop", dialect: "websocket" },
        ours("websocket", { label: `${OURS}, WebSocket` }),
        ours("sse", { label: `${OURS}, SSE` }),
      ],
    },
    {
      ...cost,
      key: "long-polling",
      title: "Long polling",
      measure: fanOut,
      contenders: [
        { label: "node:http", peer: "node-http", dialect: "long-polling" },
        ours("long-polling"),
        { label: "textbook", peer: "textbook", dialect: "long-polling" },
        ...nchan("long-polling"),
      ],
    },
    {
      ...cost,
      unit: "µs per request",
      key: "short-polling",
      title: "Short polling",
      measure: { kind: "asking", clients, perSecond: PER_SECOND, ticks },
      contenders: [
        { label: "node:http", peer: "node-http", dialect: "short-polling" },
        { label: "Express, same handler", peer: "lean-express", dialect: "short-polling" },
        ours("short-polling"),
        { label: "textbook", peer: "textbook", dialect: "short-polling" },
      ],
    },
    ...(["websocket", "short-polling"] as const).map(
      (dialect): Group => ({
        ...cost,
        key: `metering-${dialect}`,
        title: `Metering, ${dialect === "websocket" ? "WebSocket" : "short polling"}`,
        unit: dialect === "websocket" ? "µs per delivery" : "µs per request",
        rounds: fewRounds,
        windows: size.pairedWindows,
        measure:
          dialect === "websocket"
            ? { ...fanOut, ticks: Math.ceil(ticks / 3) }
            : { kind: "asking", clients, perSecond: PER_SECOND, ticks: Math.ceil(ticks / 3) },
        contenders: [
          ours(dialect, { label: "metering on" }),
          ours(dialect, { label: "metering off", args: ["--no-metering"] }),
        ],
      }),
    ),
    ...(["websocket", "sse", "long-polling"] as const).map(
      (dialect): Group => ({
        ...cost,
        rounds: fewRounds,
        key: `growth-${dialect}`,
        title: `Growth, ${{ websocket: "WebSocket", sse: "SSE", "long-polling": "long polling" }[dialect]}`,
        measure: fanOut,
        contenders: [
          ours(dialect, { label: `${clients} clients` }),
          ours(dialect, {
            label: `${size.growsTo} clients`,
            clients: size.growsTo,
            // As many answers a second: four times as many requests would be more than a core can read.
            perSecond: dialect === "long-polling" ? (PER_SECOND * clients) / size.growsTo : PER_SECOND,
          }),
        ],
      }),
    ),
    {
      key: "memory",
      title: "Memory",
      unit: "KB per connection",
      measure: { kind: "memory", clients },
      rounds: fewRounds,
      windows: 1,
      contenders: [
        { label: "bare net, WebSocket", peer: "bare-net", dialect: "websocket" },
        ours("websocket", { label: `${OURS}, WebSocket` }),
        { label: "ws loop", peer: "ws-loop", dialect: "websocket" },
        { label: "socket.io", peer: "socket-io", dialect: "socket.io" },
        ours("sse", { label: `${OURS}, SSE` }),
        { label: "textbook, SSE", peer: "textbook", dialect: "sse" },
        { label: "better-sse", peer: "better-sse", dialect: "sse" },
        ours("long-polling", { label: `${OURS}, long polling` }),
        { label: "node:http, long polling", peer: "node-http", dialect: "long-polling" },
        { label: "textbook, long polling", peer: "textbook", dialect: "long-polling" },
      ],
    },
    {
      key: "mixed",
      title: "Mixed",
      unit: "ms, p99 staleness",
      measure: { kind: "mixed", clients: clients / 4, perSecond: 20, ticks: 20 * size.mixedSeconds },
      rounds: size.mixedRounds,
      windows: 1,
      contenders: [
        ours("websocket", { args: ["--log-channel"] }),
        { label: "textbook", peer: "textbook", dialect: "websocket" },
      ],
    },
    {
      key: "relay",
      title: "Network, no faults",
      unit: "MB/s",
      measure: { kind: "pouring", seconds: size.seconds },
      rounds,
      windows: 1,
      contenders: [
        { label: PIPE, peer: "pipe" },
        { label: OURS, peer: "relay" },
      ],
    },
    {
      key: "relay-latency",
      title: "Network, error of latency",
      unit: "ms, median",
      measure: { kind: "pinging", seconds: size.seconds },
      rounds,
      windows: 1,
      contenders: LATENCIES_MS.map((latencyMs) => ({ label: `${latencyMs} ms`, peer: "relay", latencyMs })),
    },
  ];
}

import { FULL, LATENCIES_MS, OURS, PIPE, type PlanSize } from "./plan.ts";

/** A figure that is to stay within so many times another, or, with nothing to compare with, within a bound. */
export interface Target {
  readonly what: string;
  readonly group: string;
  readonly figure: string;
  readonly of: string;
  readonly against?: string;
  readonly atMost?: number;
  /** Of the figure itself; what it is `against` only stands beside it. */
  readonly atLeast?: number;
  /** A bound of the figure itself is one of its median, not of its worst round: it is one of time. */
  readonly isMedian?: true;
  readonly isStretch?: true;
  /** Said where it is missed. */
  readonly why?: string;
}

/** Measured apart, one request after the other: 17 µs node:http, 18 Express, 24 the lab. */
const PER_REQUEST =
  "route, session, position and meter, some 7 µs; twice that where a client asks rarely and the caches are cold";

export function targetsOf(size: PlanSize = FULL): Target[] {
  const ratio = (
    group: string,
    what: string,
    against: string,
    atMost: number,
    more: Partial<Target> = {},
  ) => ({
    group,
    what,
    figure: "value",
    of: OURS,
    against,
    atMost,
    ...more,
  });
  const small = `${size.clients} clients`;
  const large = `${size.growsTo} clients`;
  return [
    ratio("websocket", "WebSocket", "bare net", 1.2, {
      why: "24 % of its time is outside the kernel's write, where the floor spends 14 %",
    }),
    ratio("websocket", "WebSocket", "socket.io", 0.8),
    ratio("sse", "SSE", "bare net", 1.15),
    ratio("sse", "SSE", "better-sse", 0.7),
    ...(["WebSocket", "SSE"] as const).flatMap((transport): Target[] => [
      ratio("burst", `burst, ${transport}`, "ws loop", 0.15, { of: `${OURS}, ${transport}` }),
      {
        group: "burst",
        what: `burst, ${transport}: writes a client`,
        figure: "writes",
        of: `${OURS}, ${transport}`,
        atMost: 1,
      },
    ]),
    ratio("long-polling", "long polling", "node:http", 1.1, { why: PER_REQUEST }),
    ratio("long-polling", "long polling", "textbook", 0.7, {
      why: "three quarters of a poll are Node's parser and the kernel, and both pay them",
    }),
    ratio("long-polling", "long polling", "Nchan (C)", 1.5, {
      isStretch: true,
      why: "bare node:http is as far from it",
    }),
    ratio("short-polling", "short polling", "node:http", 1.15, { why: PER_REQUEST }),
    ratio("short-polling", "short polling", "textbook", 0.8),
    ratio("short-polling", "short polling, bytes of an answer", "textbook", 0.75, { figure: "bytes" }),
    ratio("short-polling", "Express, same handler", "node:http", 1.1, {
      of: "Express, same handler",
      why: "1.10 where requests come one after the other; in cold caches its router costs more",
    }),
    ratio("memory", "memory, WebSocket", "bare net, WebSocket", 1.6, {
      of: `${OURS}, WebSocket`,
      why: "each client is a session here, with books, heartbeat and feed of its own; ws alone is at 1.5",
    }),
    ratio("memory", "memory, SSE", "better-sse", 0.6, { of: `${OURS}, SSE` }),
    ratio("memory", "memory, long polling", "textbook, long polling", 0.5, {
      of: `${OURS}, long polling`,
      why: "garbage between two collections, as on bare node:http; --max-semi-space-size=4 halves it",
    }),
    ratio("mixed", "mixed, p99 staleness", "textbook", 0.6, {
      why: "one in four is a short poll, up to an interval of 50 ms old whoever answers; the textbook loses some instead",
    }),
    { group: "mixed", what: "mixed, messages lost", figure: "lost", of: OURS, atMost: 0 },
    ...(["WebSocket", "SSE", "long polling"] as const).map((transport) =>
      ratio(`growth-${transport.toLowerCase().replace(" ", "-")}`, `growth, ${transport}`, small, 1.15, {
        of: large,
      }),
    ),
    { group: "page", what: "page, main thread busy", figure: "value", of: "the page", atMost: 0.5 },
    {
      group: "page",
      what: "page, longest task over 50 ms",
      figure: "longestTaskMs",
      of: "the page",
      atMost: 50,
    },
    { group: "page", what: "page, KB of scripts", figure: "scriptsKB", of: "the page", atMost: 250 },
    {
      group: "page",
      what: "page with 10,000 arrows, main thread busy",
      figure: "value",
      of: "the page with the wire",
      atMost: 0.5,
    },
    {
      group: "page",
      what: "page with 10,000 arrows, ms a frame at p95",
      figure: "frameMs",
      of: "the page with the wire",
      atMost: 34,
    },
    {
      group: "page",
      what: "the same at 400 messages a second, main thread busy",
      figure: "value",
      of: "the page with a fast wire",
      atMost: 0.7,
    },
    {
      group: "page",
      what: "the same at 400 messages a second, ms a frame at p95",
      figure: "frameMs",
      of: "the page with a fast wire",
      atMost: 34,
    },
    ratio("metering-websocket", "metering, WebSocket", "metering off", 1.03, { of: "metering on" }),
    ratio("metering-short-polling", "metering, short polling", "metering off", 1.03, {
      of: "metering on",
      why: "two counters of the socket are read for each request, and a thousand sessions' books are in no cache",
    }),
    {
      group: "relay",
      what: "network, MB/s",
      figure: "value",
      of: OURS,
      against: PIPE,
      atLeast: 200,
      isMedian: true,
    },
    ...LATENCIES_MS.map(
      (latencyMs): Target => ({
        group: "relay-latency",
        what: `network, ms that ${latencyMs} ms of latency are off`,
        figure: "value",
        of: `${latencyMs} ms`,
        atMost: 1,
        isMedian: true,
      }),
    ),
  ];
}

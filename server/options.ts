import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Backplane } from "./backplane/backplane.ts";
import type { Channel } from "./channels/channel.ts";
import type { PortRange } from "./network/ports.ts";

/** Everything that has one value in the product and another in a test or a benchmark. */
export const DEFAULTS = {
  rate: 1,
  logLevel: "warn",
  /** Off only in the benchmark that asks what metering costs. */
  metering: true,
  /** Of each channel; room for a burst of the largest messages. */
  log: { messages: 1000, bytes: 1 << 20 },
  sessions: { count: 4096, goneAfterMs: 60_000, forgetAfterMs: 600_000 },
  slow: { queueBytes: 65_536 },
  sseHeartbeat: { everyMs: 15_000 },
  /** A stream of somebody who is to be seen to leave ends after so long, at the latest, and they ask for the next. */
  rollCallMs: 45_000,
  websocketHeartbeat: { everyMs: 25_000, answerMs: 20_000 },
  /** A client's message, and so a frame or a body, at most. */
  messageBytes: 128 * 1024,
  /** Longer than any poll interval: an idle connection must not be closed just as the next request is on its way. */
  keepAliveMs: 75_000,
  headersMs: 10_000,
  requestMs: 30_000,
  connections: 20_000,
  /** What SIGTERM may take is 3 s; the cutting and the exit need some of it. */
  drainMs: 2_500,
  /** Before that, all are let go over so long, s. */
  drainS: 0,
  networks: { count: 64, perAddress: 16, ownServers: 8 },
  /** Of the networks; undefined: any that are free. */
  networkPorts: undefined as PortRange,
  /** Where the page comes from whose requests may come over a network; 0: from here. */
  pagePort: 0,
  pages: fileURLToPath(new URL("../.built/web", import.meta.url)),
  /** Of a channel's token, and of what gets the next one; s. */
  tokens: { lifeS: 300, refreshS: 12 * 3600 },
  expiry: { warnMs: 30_000, graceMs: 3_000 },
  /** What clients are told that this server is called; "": nothing. */
  serverName: "",
  /** The clock is wrong by so much, ms: for experiments. */
  clockSkewMs: 0,
  /** Servers that share channels must have it in common; otherwise any will do. */
  tokenSecret: randomBytes(32) as Uint8Array,
  /** Channels beside the counters, and beside those that servers share. */
  channels: [] as readonly Channel[],
  /** Of the channels that servers share, here: each keeps as much as `log` says. */
  replicas: { count: 256, idleMs: 60_000 },
  /** What one user may say on them. */
  publications: { perSecond: 20, burst: 40 },
  /** New names of one address, behind which there may be a whole class. */
  enrolments: { perSecond: 50, burst: 1000 },
  /** Who is on which server. */
  registry: { everyMs: 3_000, rememberMs: 600_000 },
  /** Without a request for so long, one has left; who polls asks seldom. */
  attendance: {
    graceMs: { "short-polling": 15_000, "long-polling": 5_000, sse: 5_000, websocket: 5_000 },
    perUser: 50,
  },
  /** Stays that one user may begin: all of those places at once, and those of a second window. */
  comings: { perSecond: 1, burst: 100 },
  /** The seed of the feed, and how often its servers tell each other that they are there. */
  prices: { seed: 1, everyMs: 500 },
  /** Of readers with an unbounded queue: so much waits for one, and for all, at most. */
  guard: { readerBytes: 32 << 20, allBytes: 64 << 20 },
  phones: { perPage: 8, all: 32 },
  /** What those servers speak through; undefined: there is one server, and it remembers by itself. */
  backplane: undefined as Backplane | undefined,
};
export type AppOptions = typeof DEFAULTS;

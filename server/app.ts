import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { SERVER_HEADER } from "#protocol/transports.ts";
import { limitConnections } from "./access/connections.ts";
import { createKinship } from "./access/origin.ts";
import { createRateLimit } from "./access/rate.ts";
import { createTokens } from "./access/tokens.ts";
import type { Backplane } from "./backplane/backplane.ts";
import { createMemoryBackplane } from "./backplane/memory.ts";
import { createRegistry } from "./backplane/registry.ts";
import type { Channel } from "./channels/channel.ts";
import { inboxOf } from "./channels/inbox.ts";
import { priceOf } from "./channels/price.ts";
import { createChannels } from "./channels/registry.ts";
import { createReplicas, readWhisper } from "./channels/replicas.ts";
import { ROOM } from "./channels/room.ts";
import { createQueues } from "./delivery/queues.ts";
import { createAdmission, refuseDraining } from "./http/admission.ts";
import { mountApi } from "./http/api.ts";
import { mountControl } from "./http/control.ts";
import { allowPage, mountPreflight } from "./http/cross-origin.ts";
import { allowOnly, answerClientErrors, answerErrors, answerUnknownPath } from "./http/errors.ts";
import { createExpress } from "./http/express.ts";
import { mountMessages } from "./http/messages.ts";
import { mountMetrics } from "./http/metrics.ts";
import { mountNetwork } from "./http/network.ts";
import { mountPages } from "./http/pages.ts";
import { mountPrices } from "./http/prices.ts";
import { mountRooms } from "./http/rooms.ts";
import { mountTokens } from "./http/tokens.ts";
import { routeUpgrades } from "./http/upgrade.ts";
import { createLane } from "./metering/lane.ts";
import { createSessions, type Sessions } from "./metering/sessions.ts";
import { createTally } from "./metering/tally.ts";
import { followSocket, type Wire } from "./metering/wire.ts";
import { createNetworks, reachable } from "./network/networks.ts";
import type { PortRange } from "./network/ports.ts";
import { createAttendance } from "./presence/attendance.ts";
import { createPhones } from "./prices/phones.ts";
import { createPrices } from "./prices/prices.ts";
import { createTime, momentOf } from "./time.ts";
import { mountLongPolling } from "./transports/long-polling.ts";
import { mountShortPolling } from "./transports/short-polling.ts";
import { mountSse } from "./transports/sse.ts";
import { mountWebSocket } from "./transports/websocket.ts";

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
    perSession: 50,
  },
  /** The seed of the feed, and how often its servers tell each other that they are there. */
  prices: { seed: 1, everyMs: 500 },
  /** Of readers with an unbounded queue: so much waits for one, and for all, at most. */
  guard: { readerBytes: 32 << 20, allBytes: 64 << 20 },
  phones: { perPage: 8, all: 32 },
  /** What those servers speak through; undefined: there is one server, and it remembers by itself. */
  backplane: undefined as Backplane | undefined,
};
export type AppOptions = typeof DEFAULTS;

export interface App {
  readonly server: Server;
  /** The meters, for who runs the server in its own process; everyone else asks over HTTP, which costs bytes. */
  readonly sessions: Sessions;
  /** No new connections; sockets closed with 1001, streams ended, parked polls answered; what is left then, cut. */
  close(): Promise<void>;
}

/** Where a socket has its wire: a property, because a WeakMap of all sockets would be walked by every garbage collection. */
const WIRE = Symbol("wire");
type Wired = Socket & { [WIRE]?: Wire };

/** The one place that wires the folders together. */
export function createApp(changed: Partial<AppOptions> = {}): App {
  const options = { ...DEFAULTS, ...changed };
  const log = pino({ level: options.logLevel });
  const time = createTime(undefined, options.clockSkewMs);
  let draining = false;

  const unclaimed = createLane();
  const backplane = options.backplane ?? createMemoryBackplane();
  const stopWatching = backplane.onState((state) =>
    log[state === "lost" && !draining ? "warn" : "info"](`the backplane (${backplane.kind}) is ${state}`),
  );
  const registry = createRegistry({ ...options.registry, id: randomUUID(), backplane, time });
  const limitPublications = createRateLimit(options.publications, time.now);
  const queues = createQueues(options.guard);
  const pricesTold = createTally();
  const prices = createPrices({
    ...options.prices,
    id: registry.id,
    server: options.serverName,
    time,
    follow: backplane.subscribe,
    publish: (channel, payload) => replicas.say(channel, { type: "price", payload }, randomUUID()),
    announce: backplane.announce,
    onAnnouncement: backplane.onAnnouncement,
  });
  const replicas = createReplicas({
    time,
    limits: options.log,
    ...options.replicas,
    rulesOf: ({ family, key }) => {
      if (family === "room") return ROOM;
      if (family === "price") return priceOf(key);
      return family === "inbox" ? inboxOf(key, registry.knows) : undefined;
    },
    newId: randomUUID,
    follow: prices.follow,
    publish: backplane.publish,
    whisper: (channel, said) => backplane.announce(JSON.stringify({ whisper: channel, said })),
    limit: ({ session, user }) => limitPublications(user?.id ?? session),
  });
  const stopWhispers = backplane.onAnnouncement((text) => {
    const heard = readWhisper(text);
    if (heard) replicas.whispered(heard.whisper, heard.said);
  });
  const channels = createChannels({ time, rate: options.rate, limits: options.log, replicas });
  for (const channel of options.channels) channels.add(channel);
  const sessions = createSessions({
    limits: options.sessions,
    now: time.now,
    unclaimed,
    onGone: (id) => channels.release(id),
  });

  const { app, classes } = createExpress();
  const server = createServer({
    ...classes,
    maxHeaderSize: 8 * 1024,
    keepAliveTimeout: options.keepAliveMs,
    headersTimeout: options.headersMs,
    requestTimeout: options.requestMs,
    connectionsCheckingInterval: Math.min(1000, options.headersMs / 4),
  });
  server.on("clientError", answerClientErrors(options));
  const isSurplus = limitConnections(server, options.connections);

  const addressOf = () => server.address() as AddressInfo;
  const pagePort = () => options.pagePort || addressOf().port;
  const kinshipOf = createKinship(pagePort);
  const wireOf = (request: IncomingMessage): Wire | undefined => (request.socket as Wired)[WIRE];
  if (options.metering) {
    server.on("connection", (socket: Wired) => {
      socket[WIRE] = followSocket(socket, unclaimed);
    });
    server.on("upgrade", (request) => wireOf(request)?.begin());
  }
  // One listener for all that happens with a request: a second would cost each of them.
  server.on("request", (request, response) => {
    const wire = wireOf(request);
    wire?.begin();
    // A body may come long after its head; whoever pays for the head pays for it, before the next request begins.
    if (wire && request.method !== "GET") request.once("end", wire.settle);
    if (options.serverName !== "") response.setHeader(SERVER_HEADER, options.serverName);
    if (request.headers.origin !== undefined) allowPage(kinshipOf, request, response);
    app(request, response);
  });

  const accept = routeUpgrades(server, app, { messageBytes: options.messageBytes, log, kinshipOf });
  const tokens = createTokens({ ...options.tokens, secret: options.tokenSecret, now: time.now });
  const attendance = createAttendance({
    ...options.attendance,
    registry,
    time,
    serverName: options.serverName,
    newStay: randomUUID,
    say: replicas.say,
    failed: (error) => log.warn({ err: error }, "a coming or going could not be told"),
  });
  const { openFirst, enter, admit } = createAdmission({
    attendance,
    slow: options.slow,
    queues,
    pricesTold,
    sessions,
    channels,
    readToken: tokens.read,
    wireOf,
    isSurplus,
    isDraining: () => draining,
  });
  app.param("channel", openFirst);
  const host = {
    router: app,
    admit,
    accept,
    speaker: channels.speaker,
    readToken: tokens.read,
    time,
    random: Math.random,
    settings: options,
  };
  const transports = [mountShortPolling, mountLongPolling, mountSse, mountWebSocket].map((mount) =>
    mount(host),
  );
  mountMessages(app, enter, channels, options.messageBytes);
  mountTokens(app, tokens, createRateLimit(options.enrolments, time.now));
  mountRooms({ router: app, enter, channels, attendance, membersOf: registry.membersOf });
  mountPreflight(app, kinshipOf, admit);
  app.get(
    ["control", "network", "prices"].map((socket) => `/api/sessions/:session/${socket}`),
    (_request, _response, next) => {
      if (draining) refuseDraining();
      next();
    },
  );
  const control = mountControl({
    router: app,
    accept,
    sessions,
    channels,
    wireOf,
    time,
    heartbeat: options.websocketHeartbeat,
  });
  const networks = createNetworks({
    limits: options.networks,
    ports: options.networkPorts,
    lab: () => ({ ...addressOf(), pagePort: pagePort() }),
    moment: () => momentOf(time),
  });
  const network = mountNetwork({
    router: app,
    accept,
    sessions,
    networks,
    wireOf,
    time,
    heartbeat: options.websocketHeartbeat,
    failed: (error) => log.error({ err: error }, "a network failed"),
  });
  const phones = createPhones({
    limits: options.phones,
    server: () => ({ host: reachable(addressOf().address), port: addressOf().port }),
    time,
    newId: randomUUID,
    queueOf: queues.of,
    toldTo: (session) => (sessions.has(session) ? sessions.meter(session).transports.sse : undefined),
  });
  const pricesSocket = mountPrices({
    router: app,
    accept,
    sessions,
    prices,
    phones,
    told: pricesTold.read,
    guard: options.guard,
    serverName: options.serverName,
    wireOf,
    time,
    heartbeat: options.websocketHeartbeat,
  });
  mountApi({
    router: app,
    sessions,
    channels,
    startedAt: time.now(),
    server: options.serverName,
    backplane,
  });
  mountMetrics(app, sessions);
  app.all("/channels/:channel/messages", allowOnly("POST"));
  app.all("/channels/:channel/:transport", allowOnly("GET"));
  app.use(["/channels", "/api"], answerUnknownPath);
  mountPages(app, options.pages);
  app.use(answerUnknownPath);
  app.use(answerErrors(log));

  let stopSweeping = time.after(options.sessions.goneAfterMs / 4, sweep);
  function sweep(): void {
    sessions.sweep();
    replicas.sweep();
    stopSweeping = time.after(options.sessions.goneAfterMs / 4, sweep);
  }

  return {
    server,
    sessions,
    async close() {
      draining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      stopSweeping();
      const overMs = 1000 * options.drainS;
      for (const opened of transports) opened.close(overMs);
      control.close();
      network.close();
      pricesSocket.close();
      server.closeIdleConnections();
      const stopWaiting = time.after(overMs + options.drainMs, () => server.closeAllConnections());
      await closed;
      stopWaiting();
      channels.close();
      replicas.close();
      prices.close();
      attendance.close();
      registry.close();
      stopWhispers();
      stopWatching();
      await networks.close();
      await backplane.close();
    },
  };
}

import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { pino } from "pino";
import { SERVER_HEADER } from "#protocol/transports.ts";
import { limitConnections } from "./access/connections.ts";
import { createKinship } from "./access/origin.ts";
import { createRateLimit } from "./access/rate.ts";
import { createTokens } from "./access/tokens.ts";
import { createChannels } from "./channels/registry.ts";
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
import { type AppOptions, DEFAULTS } from "./options.ts";
import { createAttendance } from "./presence/attendance.ts";
import { createPhones } from "./prices/phones.ts";
import { joinShared } from "./shared.ts";
import { createTime, momentOf } from "./time.ts";
import { mountLongPolling } from "./transports/long-polling.ts";
import { mountShortPolling } from "./transports/short-polling.ts";
import { mountSse } from "./transports/sse.ts";
import { mountWebSocket } from "./transports/websocket.ts";

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
  const queues = createQueues(options.guard);
  const pricesTold = createTally();
  const shared = joinShared({ options, time, log, isDraining: () => draining });
  const { registry, replicas, prices } = shared;
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
    limit: createRateLimit(options.comings, time.now),
    registry,
    time,
    serverName: options.serverName,
    newStay: randomUUID,
    say: replicas.say,
    announce: shared.backplane.announce,
    onAnnouncement: shared.backplane.onAnnouncement,
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
    backplane: shared.backplane,
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
      control.close(overMs);
      network.close(overMs);
      pricesSocket.close(overMs);
      server.closeIdleConnections();
      const stopWaiting = time.after(overMs + options.drainMs, () => server.closeAllConnections());
      await closed;
      stopWaiting();
      channels.close();
      attendance.close();
      await networks.close();
      await shared.close();
    },
  };
}

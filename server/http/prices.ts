import type { Router } from "express";
import { parseSession } from "#protocol/channel-name.ts";
import { CLOSE } from "#protocol/close-codes.ts";
import { decodePricesRequest, type Guard, type PriceFigures, type PricesEvent } from "#protocol/prices.ts";
import { parseJson, Refusal } from "#protocol/refusal.ts";
import { PRICES_SUBPROTOCOL } from "#protocol/transports.ts";
import type { Time } from "../channels/counter.ts";
import { spread } from "../delivery/farewell.ts";
import { createHeartbeat, type HeartbeatRule } from "../delivery/heartbeat.ts";
import type { Sessions } from "../metering/sessions.ts";
import type { Wire } from "../metering/wire.ts";
import type { PagePhones, Phones } from "../prices/phones.ts";
import type { Prices } from "../prices/prices.ts";
import type { AcceptUpgrade } from "../transports/transport.ts";
import { allowOnly } from "./errors.ts";

/** From one telling of the figures to the next, ms. */
const FIGURES_MS = 250;
/** A page that does not read its figures gets none, until it does. */
const QUEUE_BYTES = 65_536;
/** Of one session. */
const SOCKETS = 2;

export interface PricesSocketParts {
  readonly router: Router;
  readonly accept: AcceptUpgrade;
  readonly sessions: Sessions;
  readonly prices: Prices;
  readonly phones: Phones;
  /** What all readers of prices were told here. */
  readonly told: () => { readonly messages: number; readonly coalesced: number };
  readonly guard: Guard;
  readonly serverName: string;
  readonly wireOf: (request: Parameters<AcceptUpgrade>[0]) => Wire | undefined;
  readonly time: Time;
  readonly heartbeat: HeartbeatRule;
}

/** The flow of prices in figures; and the socket on which a page sets the feed, and attaches phones that it takes along. */
export function mountPrices(parts: PricesSocketParts): { close(overMs: number): void } {
  const { router, accept, sessions, prices, phones, told, guard, serverName, wireOf, time } = parts;
  const heartbeat = createHeartbeat(parts.heartbeat, time);
  const open = new Map<string, Set<() => void>>();

  function figures(): PriceFigures {
    const { rss, arrayBuffers, heapUsed } = process.memoryUsage();
    const { messages, coalesced } = told();
    return {
      at: time.now(),
      server: serverName,
      feed: prices.feed,
      counts: { ...prices.counts, told: messages, coalesced },
      memory: { rssBytes: rss, bufferBytes: arrayBuffers, heapBytes: heapUsed },
      guard,
    };
  }

  router.get("/api/prices", (_request, response) => {
    response.json(figures());
  });
  router.all("/api/prices", allowOnly("GET"));

  router.get("/api/sessions/:session/prices", (request, response) => {
    const session = sessions.enter(parseSession(request.params.session));
    const lane = session.lane("control");
    wireOf(request)?.charge(lane);
    lane.requests += 1;
    const siblings = open.get(session.id) ?? new Set();
    if (siblings.size >= SOCKETS)
      throw new Refusal(
        "too-many-connections",
        `sockets of prices: expected at most ${SOCKETS} of a session, got one more`,
        { "Retry-After": "5" },
      );
    const { websocket, socket, onMessage } = accept(request, response, PRICES_SUBPROTOCOL);
    const page = phones.open();
    let stop = time.after(0, watch);

    function watch(): void {
      stop = time.after(FIGURES_MS, watch);
      if (socket.writableLength < QUEUE_BYTES)
        tell({ type: "figures", figures: figures(), phones: page.figures });
    }

    function tell(event: PricesEvent): void {
      websocket.send(JSON.stringify(event));
    }

    onMessage((data, isBinary) => {
      if (isBinary) return websocket.close(CLOSE.unsupportedData, "expected a text frame, got a binary one");
      if (socket.writableLength > QUEUE_BYTES)
        return websocket.close(CLOSE.tooSlow, "too slow: answers pile up");
      try {
        obey(String(data), page);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        tell({ type: "error", ...error.body.error });
      }
    });

    function obey(text: string, { attach, setSpeed, detach }: PagePhones): void {
      const asked = decodePricesRequest(parseJson(text, "frame"));
      if (asked.type === "feed") prices.set(asked.settings as Parameters<Prices["set"]>[0]);
      else if (asked.type === "attach") tell({ type: "attached", phone: attach(asked) });
      else if (asked.type === "speed") setSpeed(asked.phone, asked.bytesPerSecond);
      else detach(asked.phone);
    }

    const stopBeating = heartbeat.watch(
      socket,
      () => {
        lane.heartbeats += 1;
        websocket.ping();
      },
      () => websocket.close(CLOSE.pingTimeout, "no answer to a ping"),
    );
    const leave = () => websocket.close(CLOSE.goingAway, "the server is going away");
    siblings.add(leave);
    open.set(session.id, siblings);
    websocket.on("close", () => {
      stop();
      page.close();
      stopBeating();
      siblings.delete(leave);
      if (siblings.size === 0) open.delete(session.id);
    });
  });

  return {
    close(overMs) {
      spread(
        [...open.values()].flatMap((siblings) => [...siblings]),
        overMs,
        time,
      );
      heartbeat.close();
    },
  };
}

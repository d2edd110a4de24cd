import type { Router } from "express";
import { parseSession } from "#protocol/channel-name.ts";
import { CLOSE } from "#protocol/close-codes.ts";
import { type ControlEvent, decodeControlRequest } from "#protocol/control.ts";
import { parseJson, Refusal } from "#protocol/refusal.ts";
import { parseSchedule } from "#protocol/schedule.ts";
import { CONTROL_SUBPROTOCOL } from "#protocol/transports.ts";
import type { Time } from "../channels/counter.ts";
import type { Channels } from "../channels/registry.ts";
import { spread } from "../delivery/farewell.ts";
import { createHeartbeat, type HeartbeatRule } from "../delivery/heartbeat.ts";
import type { Sessions } from "../metering/sessions.ts";
import type { Wire } from "../metering/wire.ts";
import type { AcceptUpgrade } from "../transports/transport.ts";

/** From one reading of the meter to the next, ms. */
const METER_MS = 250;
/** A page that does not read its figures gets none, until it does. */
const QUEUE_BYTES = 65_536;
/** Of one session: each socket's reading asks all of its connections, so the cost grows with the square. */
const SOCKETS = 8;

export interface ControlParts {
  readonly router: Router;
  readonly accept: AcceptUpgrade;
  readonly sessions: Sessions;
  readonly channels: Channels;
  readonly wireOf: (request: Parameters<AcceptUpgrade>[0]) => Wire | undefined;
  readonly time: Time;
  readonly heartbeat: HeartbeatRule;
}

/**
 * The socket that watches and steers: clock, meter and schedule of one session. It is a WebSocket of its own, so that it
 * takes none of the browser's six HTTP/1.1 connections, and its bytes are booked apart from those of the four transports.
 */
export function mountControl(parts: ControlParts): { close(overMs: number): void } {
  const { router, accept, sessions, channels, wireOf, time } = parts;
  const heartbeat = createHeartbeat(parts.heartbeat, time);
  const open = new Map<string, Set<() => void>>();

  router.get("/api/sessions/:session/control", (request, response) => {
    const session = sessions.enter(parseSession(request.params.session));
    const lane = session.lane("control");
    wireOf(request)?.charge(lane);
    lane.requests += 1;
    const siblings = open.get(session.id) ?? new Set();
    if (siblings.size >= SOCKETS)
      throw new Refusal(
        "too-many-connections",
        `control sockets: expected at most ${SOCKETS} of a session, got one more`,
        { "Retry-After": "5" },
      );
    const { websocket, socket, onMessage } = accept(request, response, CONTROL_SUBPROTOCOL);
    let lastMeter = "";
    let stop = time.after(0, watch);

    function watch(): void {
      if (socket.destroyed) return; // the session may be another's by now
      const { transports } = sessions.enter(session.id) && sessions.meter(session.id);
      const { control: _, ...lanes } = transports;
      const since = sessions.since(session.id);
      const text = JSON.stringify({ since, lanes });
      if (text !== lastMeter && socket.writableLength < QUEUE_BYTES) {
        lastMeter = text;
        tell({ type: "meter", at: time.now(), since, transports });
      }
      stop = time.after(METER_MS, watch);
    }

    function tell(event: ControlEvent): void {
      websocket.send(JSON.stringify(event));
    }

    function obey(text: string, t2: number): ControlEvent {
      const asked = decodeControlRequest(parseJson(text, "frame"));
      if (asked.type === "clock") return { type: "clock", t1: asked.t1, t2, t3: time.now() };
      if (asked.type === "reset") {
        sessions.reset(session.id);
        return { type: "reset", since: sessions.since(session.id) };
      }
      const counter = channels.counterOf(session.id);
      counter.set(parseSchedule(asked.schedule, counter.schedule));
      return { type: "schedule", channel: counter.channel.name, schedule: counter.schedule };
    }

    onMessage((data, isBinary) => {
      const arrivedAt = time.now();
      if (isBinary) return websocket.close(CLOSE.unsupportedData, "expected a text frame, got a binary one");
      if (socket.writableLength > QUEUE_BYTES)
        return websocket.close(CLOSE.tooSlow, "too slow: answers pile up");
      try {
        tell(obey(String(data), arrivedAt));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        tell({ type: "error", ...error.body.error });
      }
    });

    // A page that is gone without a word would keep its session, and its counter, for ever.
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

import type { Router } from "express";
import { parseSession } from "#protocol/channel-name.ts";
import { CLOSE } from "#protocol/close-codes.ts";
import { decodeNetworkRequest, type NetworkEvent } from "#protocol/network.ts";
import { parseJson, Refusal, refuse } from "#protocol/refusal.ts";
import { NETWORK_SUBPROTOCOL } from "#protocol/transports.ts";
import { addressOf } from "../access/address.ts";
import type { Time } from "../channels/counter.ts";
import { spread } from "../delivery/farewell.ts";
import { createHeartbeat, type HeartbeatRule } from "../delivery/heartbeat.ts";
import type { Sessions } from "../metering/sessions.ts";
import type { Wire } from "../metering/wire.ts";
import type { Networks, OpenNetwork } from "../network/networks.ts";
import type { AcceptUpgrade } from "../transports/transport.ts";

/** A page that asks without reading is let go; a tape alone does not fill so much. */
const QUEUE_BYTES = 8 << 20;

export interface NetworkSocketParts {
  readonly router: Router;
  readonly accept: AcceptUpgrade;
  readonly sessions: Sessions;
  readonly networks: Networks;
  readonly wireOf: (request: Parameters<AcceptUpgrade>[0]) => Wire | undefined;
  readonly time: Time;
  readonly heartbeat: HeartbeatRule;
  /** The network of a session has failed, which it should not. */
  readonly failed: (error: Error) => void;
}

/**
 * The socket on which a session opens a network of its own, breaks it, and hears what passes. The network lives as long
 * as the socket does. A session has one: a second socket takes the place of the first, as a page does that was reloaded.
 */
export function mountNetwork(parts: NetworkSocketParts): { close(overMs: number): void } {
  const { router, accept, sessions, networks, wireOf, time } = parts;
  const heartbeat = createHeartbeat(parts.heartbeat, time);
  const open = new Map<string, (code: number, reason: string) => void>();

  router.get("/api/sessions/:session/network", (request, response) => {
    const session = sessions.enter(parseSession(request.params.session));
    const lane = session.lane("control");
    wireOf(request)?.charge(lane);
    lane.requests += 1;
    const { websocket, socket, onMessage } = accept(request, response, NETWORK_SUBPROTOCOL);
    const remoteAddress = addressOf(request);
    let network: OpenNetwork | undefined;
    const end = (code: number, reason: string) => websocket.close(code, reason);
    open.get(session.id)?.(CLOSE.replaced, "another socket of this session took its place");
    open.set(session.id, end);

    function obey(text: string): void {
      const asked = decodeNetworkRequest(parseJson(text, "frame"));
      if (network) network.obey(asked);
      else if (asked.type === "open")
        network = networks.open({ open: asked, remoteAddress, hear, failed, ended });
      else refuse("bad-message", "frame.type", "open first", asked.type);
    }

    function hear({ type, text }: { readonly type: string; readonly text: string }): void {
      if (websocket.readyState !== websocket.OPEN) return;
      if (type !== "tape" && type !== "counts") websocket.send(text);
      else websocket.send(text, () => network?.taken(type));
    }

    /** It did not open, and has said why: there may be room later. */
    function ended(): void {
      network = undefined;
    }

    function failed(error: Error): void {
      parts.failed(error);
      end(CLOSE.internalError, "the network failed; the server's log says why");
    }

    function explain(error: unknown): void {
      if (!(error instanceof Refusal)) throw error;
      const event: NetworkEvent = { type: "error", ...error.body.error };
      websocket.send(JSON.stringify(event));
    }

    onMessage((data, isBinary) => {
      if (isBinary) return end(CLOSE.unsupportedData, "expected a text frame, got a binary one");
      if (socket.writableLength > QUEUE_BYTES) return end(CLOSE.tooSlow, "too slow: answers pile up");
      try {
        obey(String(data));
      } catch (error) {
        explain(error);
      }
    });

    const stopBeating = heartbeat.watch(
      socket,
      () => {
        lane.heartbeats += 1;
        websocket.ping();
      },
      () => end(CLOSE.pingTimeout, "no answer to a ping"),
    );
    websocket.on("close", () => {
      stopBeating();
      if (open.get(session.id) === end) open.delete(session.id);
      void network?.close();
    });
  });

  return {
    close(overMs) {
      const farewells = [...open.values()].map(
        (end) => () => end(CLOSE.goingAway, "the server is going away"),
      );
      spread(farewells, overMs, time);
      heartbeat.close();
    },
  };
}

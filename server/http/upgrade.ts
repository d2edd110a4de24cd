import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Express } from "express";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import { CLOSE } from "#protocol/close-codes.ts";
import { Refusal, refuse } from "#protocol/refusal.ts";
import {
  CONTROL_SUBPROTOCOL,
  NETWORK_SUBPROTOCOL,
  PRICES_SUBPROTOCOL,
  SUBPROTOCOL,
} from "#protocol/transports.ts";
import { checkOrigin, type KinshipOf } from "../access/origin.ts";
import type { AcceptUpgrade } from "../transports/transport.ts";
import { pathOf } from "./query.ts";

const SUBPROTOCOLS = [SUBPROTOCOL, CONTROL_SUBPROTOCOL, NETWORK_SUBPROTOCOL, PRICES_SUBPROTOCOL];

/** A closing handshake that is not answered by then is cut short, ms. */
const CLOSE_MS = 2000;

export interface UpgradeParts {
  readonly messageBytes: number;
  readonly log: Logger;
  readonly kinshipOf: KinshipOf;
}

/**
 * Until the 101 an upgrade is an HTTP request like any other, so it takes the way of all requests, through Express: the
 * same routes, the same checks, and a refusal with a status and a body.
 */
export function routeUpgrades(
  server: Server,
  app: Express,
  { messageBytes, log, kinshipOf }: UpgradeParts,
): AcceptUpgrade {
  const heads = new WeakMap<IncomingMessage, Buffer>();
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: messageBytes,
    maxFragments: 64, // no browser fragments; what is kept of each small piece is many times its size
    autoPong: false,
    closeTimeout: CLOSE_MS,
    handleProtocols: (offered: Set<string>) => SUBPROTOCOLS.find((name) => offered.has(name)) ?? false,
  };
  const sockets = new WebSocketServer(options);

  server.on("upgrade", (request, socket, head) => {
    heads.set(request, head);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    socket.on("error", ignore); // a peer that resets during the handshake; once open, ws listens itself
    try {
      response.assignSocket(socket as Socket);
    } catch {
      // An earlier request on this connection still waits for its answer: none of ours asks like that.
      socket.destroy();
      return;
    }
    response.on("finish", () => (socket as Socket).destroySoon());
    app(request, response);
  });

  return (request, response, subprotocol) => {
    const head = heads.get(request);
    if (!head)
      throw new Refusal("upgrade-required", "Upgrade: expected websocket, got a plain request", {
        Upgrade: "websocket",
      });
    heads.delete(request);
    checkOrigin(kinshipOf, request);
    checkHandshake(request, subprotocol);
    const socket = request.socket;
    response.detachSocket(socket);
    socket.once("close", () => response.emit("close")); // of which it no longer hears by itself
    let opened: WebSocket | undefined;
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      opened = websocket;
    });
    if (!opened) throw new Error("ws refused a handshake that was checked before");
    const websocket = opened;
    websocket.on("error", ignore); // ws closes by itself, with the code that fits
    // Only the latest ping need be answered (RFC 6455 §5.5.2): one that pings without reading does not fill our memory.
    websocket.on("ping", (data) => socket.writableLength === 0 && websocket.pong(data));
    return {
      websocket,
      socket,
      onMessage(hear) {
        websocket.on("message", async (data, isBinary) => {
          try {
            await hear(data, isBinary);
          } catch (error) {
            log.error({ err: error, path: pathOf(request) }, "a message failed");
            websocket.close(CLOSE.internalError, "the server failed; its log says why");
          }
        });
      },
    };
  };
}

/** RFC 6455 §4.2.1, as far as Node has not checked it. */
function checkHandshake({ headers }: IncomingMessage, subprotocol: string): void {
  const { upgrade, "sec-websocket-version": version, "sec-websocket-key": key } = headers;
  if (upgrade?.toLowerCase() !== "websocket") refuse("upgrade-required", "Upgrade", "websocket", upgrade);
  if (version !== "13")
    throw new Refusal("upgrade-required", `Sec-WebSocket-Version: expected 13, got ${version ?? "nothing"}`, {
      "Sec-WebSocket-Version": "13",
    });
  if (!/^[+/0-9A-Za-z]{22}==$/.test(key ?? ""))
    refuse("bad-request", "Sec-WebSocket-Key", "16 bytes in base64", key);
  const offered = (headers["sec-websocket-protocol"] ?? subprotocol).split(",").map((name) => name.trim());
  if (!offered.includes(subprotocol))
    refuse("bad-request", "Sec-WebSocket-Protocol", subprotocol, offered.join(", "));
}

function ignore(): void {}

import type { Socket } from "node:net";
import type { Request, Response, Router } from "express";
import type { RawData, WebSocket } from "ws";
import type { MeterKey } from "#protocol/meter.ts";
import type { Position } from "#protocol/position.ts";
import { Refusal, refuse } from "#protocol/refusal.ts";
import type { User } from "#protocol/token.ts";
import type { Author, Channel } from "../channels/channel.ts";
import type { Time } from "../channels/counter.ts";
import type { Say } from "../channels/replicas.ts";
import type { FeedDeliveries, SlowReaders } from "../delivery/backpressure.ts";
import type { ExpiryRule } from "../delivery/expiry.ts";
import type { HeartbeatRule } from "../delivery/heartbeat.ts";
import type { Lane } from "../metering/lane.ts";

/** All that a transport may touch. Each of the four is one function of this, and they share no other ground. */
export interface Host {
  readonly router: Router;
  readonly admit: Admit;
  readonly accept: AcceptUpgrade;
  /** The way to say something on a channel; throws a `Refusal` where there is none such. */
  readonly speaker: (channel: string, author: Author) => Say;
  /** Reads a token that came on an open connection; rejects with a `Refusal`. */
  readonly readToken: (token: string) => Promise<{ readonly user: User; readonly expiresAt: number }>;
  readonly time: Time;
  readonly random: () => number;
  readonly settings: TransportSettings;
}

export interface TransportSettings {
  readonly slow: SlowReaders;
  readonly sseHeartbeat: HeartbeatRule;
  readonly websocketHeartbeat: HeartbeatRule;
  readonly rollCallMs: number;
  readonly expiry: ExpiryRule;
  /** Told to who connects; "": nothing is. */
  readonly serverName: string;
}

/** Puts a transport's route on the router; what it returns ends all that the transport holds open. */
export type Mount = (host: Host) => {
  /** Lets go of all, over so long, ms. */
  close(overMs: number): void;
};

/** Reads what every transport's request carries, and counts the request; throws a `Refusal` that names what is wrong. */
export type Admit = (request: Request, payer: MeterKey) => Admission;

/** Turns a request into a WebSocket; throws a `Refusal` for what is not a sound handshake. */
export type AcceptUpgrade = (request: Request, response: Response, subprotocol: string) => Upgraded;

export interface Upgraded {
  readonly websocket: WebSocket;
  readonly socket: Socket;
  /** Hears each message. A defect of ours over one costs this connection, with 1011, and no other. */
  onMessage(hear: (data: RawData, isBinary: boolean) => void | Promise<void>): void;
}

export interface Admission {
  readonly channel: Channel;
  readonly author: Author;
  /** When the token expires that the request came with, ms since 1970; undefined where it needed none. */
  readonly expiresAt: number | undefined;
  readonly lane: Lane;
  /** Counts what the channel's readers are told: the lane, and of prices a sum of all lanes as well. */
  readonly deliveries: FeedDeliveries & { emptyResponses: number };
  readonly slow: SlowReaders;
  /** Where the client says it was; undefined where it has seen nothing. */
  readonly after: Position | undefined;
  readonly query: URLSearchParams;
  /** Takes what ends the request, for when the one who listens says goodbye by another. */
  readonly onGoodbye: (end: () => unknown) => void;
}

/**
 * A pipelined request's answer waits for those before it. What never ends, or is held back, must not stand in that queue:
 * it would write out of turn, or fill it without bound.
 */
export function requireTurn({ socket }: Response): void {
  if (socket === null)
    throw new Refusal(
      "bad-request",
      "request: expected one at a time, got it before the last one was answered",
    );
}

/** A number of the query within its bounds, or its default. */
export function numberIn(
  query: URLSearchParams,
  field: string,
  [min, max]: readonly [number, number],
  otherwise: number,
): number {
  const text = query.get(field);
  if (text === null) return otherwise;
  const value = Number(text);
  return text !== "" && value >= min && value <= max
    ? value
    : refuse("bad-query", field, `${min} to ${max}`, text);
}

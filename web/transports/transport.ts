import type { Envelope } from "#protocol/envelope.ts";
import type { Publication } from "#protocol/frames.ts";
import type { LaneState } from "../measuring/snapshot.ts";

/** The clock and the one timer that all transports share. ms since 1970, from a monotonic clock. */
export interface Time {
  now(): number;
  /** Calls `act` once after `ms`; the returned function cancels it. */
  after(ms: number, act: () => void): () => void;
}

/** What goes over the network on a lane's account: each is one HTTP request, and the server counts it as one. */
export type RequestKind = "poll" | "connection" | "post" | "inquiry";

/** What a transport tells its lane, at the moment it happens. */
export interface Listener {
  /** A message has arrived and is new here. Notices (`reset`, `dropped`) come this way too. */
  message(envelope: Envelope, arrivedAt: number): void;
  /** A message has arrived that was here already, and was dropped. */
  duplicate(envelope: Envelope): void;
  state(state: LaneState): void;
  /** A request begins; the returned function ends it, once. */
  request(kind: RequestKind, url: string): EndRequest;
  /** The server that answers is one of many, and called so. */
  server?(name: string): void;
  /** The token is good until then, ms since 1970 by the server's clock, and no longer. */
  expiring?(expiresAt: number): void;
  /** A frame went up, to ask a silent WebSocket whether it lives. */
  probe(): void;
}
export type EndRequest = (outcome: Outcome) => void;

/**
 * How a request ended. `failed`: no answer came, a refusal, or a connection that broke off; `cancelled`: this side wanted
 * no answer any more. In both cases the server may or may not have seen it.
 */
export type Outcome = "news" | "empty" | "failed" | "cancelled";

export interface Link {
  /** The channel, `http://host:port/channels/{channel}`; routes hang below it. */
  readonly channelUrl: string;
  readonly session: string;
  /** The position to go on from, where an earlier connection has brought the reader there. */
  readonly after?: string | undefined;
  /** Where the channel wants one; read anew for every request. */
  readonly token?: () => string;
  /** Read anew for every request, so that a change of settings needs no new connection where it can. */
  readonly settings: () => { readonly pollMs: number; readonly holdS: number; readonly etag: boolean };
  readonly time: Time;
  readonly random: () => number;
  readonly listener: Listener;
}

/** One way of hearing a channel, and of speaking to it. */
export interface Connection {
  /**
   * Sends up the transport's own way: a POST, or a frame; to another channel where one is named. Resolves with the position
   * given, "" for what stands in no log; rejects with a `Refusal`, or an `Error` where no answer came.
   */
  send(message: Publication, channel?: string): Promise<string>;
  /** The link has a fresh token: one that authenticates by connection, and not by request, must say so. */
  renew(): void;
  /** Ends it for good: after it the listener hears of nothing new, only of the end of what was under way. */
  close(): void;
}

/** Opens the channel and keeps it open: reconnects with full jitter, resumes where it was, obeys the server's verdict. */
export type Connect = (link: Link) => Connection;

import type { TransportName } from "./transports.ts";

/** What one transport cost one session, counted on the server's sockets. Bytes are TCP payload, both ways. */
export interface LaneMeter {
  readonly connections: { readonly opened: number; readonly open: number };
  /** HTTP requests, the upgrade included. */
  readonly requests: number;
  /** Of these, those that the browser asked of its own accord before one to another port (CORS); left out while none. */
  readonly preflights?: number;
  /** Answers that carried no message: `[]`, 204, 304. */
  readonly emptyResponses: number;
  readonly messages: number;
  /** Messages left out for a reader that was too slow. */
  readonly coalesced: number;
  /** SSE comments, WebSocket pings. */
  readonly heartbeats: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The envelopes inside `bytesOut`. */
  readonly payloadBytes: number;
}

/** `control` is the traffic that watches and steers; it is counted, and kept apart. */
export type MeterKey = TransportName | "control";

export interface SessionMeter {
  readonly session: string;
  readonly transports: Partial<Record<MeterKey, LaneMeter>>;
}

export interface ServerMeter {
  readonly sessions: number;
  readonly transports: Partial<Record<MeterKey, LaneMeter>>;
}

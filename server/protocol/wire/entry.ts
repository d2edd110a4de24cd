import type { LanePort } from "../network.ts";
import type { Side } from "../tape.ts";

/** What one thing on the wire is. */
export type EntryKind =
  /** HTTP/1.1 (RFC 9112): a request or an answer, head and body, as one; `upgrade` and `switch` are the WebSocket handshake. */
  | "request"
  | "response"
  | "upgrade"
  | "switch"
  /** The head of an answer whose body is a stream of events, and what the stream holds (WHATWG HTML §9.2). */
  | "stream"
  | "event"
  | "comment"
  /** The chunk of size 0 that ends a stream (RFC 9112 §7.1). */
  | "last-chunk"
  /** WebSocket frames (RFC 6455 §5). */
  | "text"
  | "binary"
  | "ping"
  | "pong"
  | "close"
  /** The life of the connection. */
  | "opened"
  | "ended"
  /** Bytes that are none of the above where they stand. */
  | "malformed";

/** A stretch of an entry's bytes, and what it says. */
export interface Field {
  /** Offsets from the entry's first byte; `end` is the first byte after. */
  readonly start: number;
  readonly end: number;
  /** The standard's own term: "method", "header", "chunk size", "FIN", "opcode", "masking key", "id", … */
  readonly name: string;
  /** Decoded: "GET", "42 bytes", "text frame (1)", "1001 going away". */
  readonly value: string;
  /** Part of the envelopes, or of the overhead around them. */
  readonly isPayload: boolean;
}

/** One arrow of the timeline. Its bytes are those of the stream of `from`, from `start` to before `end`. */
export interface Entry {
  /** Counts from 1, in order of appearance. */
  readonly id: number;
  readonly connection: number;
  readonly lane: LanePort;
  readonly from: Side;
  readonly kind: EntryKind;
  readonly start: number;
  /** Undefined while more of it is to come. */
  readonly end: number | undefined;
  /** When its first byte came into the network, server clock. */
  readonly sentAt: number;
  /** When its last byte came into the network; undefined while more of it is to come. */
  readonly wholeAt: number | undefined;
  /** When its last byte was handed on; undefined while it is on its way, for ever if it never arrives. */
  readonly arrivedAt: number | undefined;
  /** In a few words: "GET short-polling", "204", "event k3f9:17", "close 1001". */
  readonly label: string;
  /** Envelopes inside, by seq, in order. */
  readonly seqs: readonly number[];
  /** The life of the log that the newest of them is of; left out where there are none. */
  readonly epoch?: string | undefined;
  readonly payloadBytes: number;
  /** The request that a response answers, and the response of a request once it has begun. */
  readonly pair?: number | undefined;
  /** An answer with no news in it: 204, 304, `[]`. */
  readonly isEmpty?: boolean | undefined;
}

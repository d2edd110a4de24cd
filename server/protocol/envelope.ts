import { z } from "zod";
import { parseWith } from "./refusal.ts";

/**
 * One message, byte for byte the same JSON on all four transports, so that what differs is the transport.
 * `at` is the server's time of publication: ms since 1970 with µs, from one monotonic clock, stamped once.
 */
export interface Envelope<Payload = unknown> {
  readonly v: 1;
  readonly type: string;
  readonly channel: string;
  readonly epoch: string;
  readonly seq: number;
  readonly at: number;
  readonly payload: Payload;
}

/** Type `counter`. `pad` is filler that makes messages as large as the schedule asks. */
export interface CounterPayload {
  readonly value: number;
  readonly pad?: string;
}

/** Type `reset`: "I cannot give you every message since your position; this is where things stand." */
export interface ResetPayload {
  readonly reason: "epoch" | "too-old";
  /** The newest payload of a state channel, null on a log channel or where nothing was said yet. */
  readonly snapshot: unknown;
}

/** Type `dropped`: "You read too slowly; messages `from` to `to` were left out for you." Its seq is `to`. */
export interface DroppedPayload {
  readonly from: number;
  readonly to: number;
  readonly policy: "coalesce" | "drop-oldest";
}

const envelope = z.object({
  v: z.literal(1, "expected 1"),
  type: z.string("expected a string"),
  channel: z.string("expected a string"),
  epoch: z.string("expected a string"),
  seq: z.int("expected an integer").min(0, "expected 0 or more"),
  at: z.number("expected a time in ms"),
  payload: z.unknown(),
});

/** Types that speak about the log and are no messages of it. */
export function isNotice(message: Envelope): boolean {
  return message.type === "reset" || message.type === "dropped" || message.type === "typing";
}

export function encodeEnvelope({ v, type, channel, epoch, seq, at, payload }: Envelope): string {
  return JSON.stringify({ v, type, channel, epoch, seq, at, payload });
}

export function decodeEnvelope(value: unknown): Envelope {
  return parseWith(envelope, value, "bad-message", "envelope");
}

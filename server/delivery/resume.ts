import { type Envelope, encodeEnvelope, type ResetPayload } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Channel } from "../channels/channel.ts";

/** Where delivery goes on for a reader, and what it must hear first. */
export interface Resumption {
  /** The reader has, or need not have, everything up to this seq; it may be one that this server has yet to hear of. */
  readonly cursor: number;
  /** A `reset`, where the messages since `after` can no longer be given. */
  readonly notice?: Notice;
}

/** An envelope about the log, with its JSON. */
export interface Notice {
  readonly envelope: Envelope;
  readonly bytes: Buffer;
}

/**
 * All or nothing: every message since `after` (on a state channel the newest), or a `reset`. A reader who names no
 * position has seen nothing: it gets the newest of a state channel, and all that is kept of a log channel.
 */
export function resume(channel: Channel, after: Position | undefined, now: () => number): Resumption {
  const { kind, log } = channel;
  const reset = (reason: ResetPayload["reason"]): Resumption => ({
    cursor: log.head,
    notice: createNotice(channel, "reset", log.head, { reason, snapshot: snapshotOf(channel) }, now()),
  });
  // The epoch is compared first: a seq of another life of the log says nothing about this one.
  if (after && after.epoch !== log.epoch) return reset("epoch");
  const seen = after?.seq ?? 0;
  // Another server has told more than this one has heard: what this reader has is on its way here. That the log still has
  // it was made sure of as the reader came.
  if (seen > log.head) return log.isReplica ? { cursor: seen } : reset("epoch");
  if (kind === "state") return { cursor: Math.max(seen, log.head - 1) };
  if (!after) return { cursor: log.oldest - 1 };
  // A quiet channel missed nothing, however long ago: oldest is then head + 1, and seen + 1 is not before it.
  return seen + 1 >= log.oldest ? { cursor: seen } : reset("too-old");
}

export function createNotice(
  channel: Channel,
  type: string,
  seq: number,
  payload: unknown,
  at: number,
): Notice {
  const envelope: Envelope = {
    v: 1,
    type,
    channel: channel.name,
    epoch: channel.log.epoch,
    seq,
    at,
    payload,
  };
  return { envelope, bytes: Buffer.from(encodeEnvelope(envelope)) };
}

/** On a state channel the newest message is the state. */
function snapshotOf({ kind, log }: Channel): unknown {
  return kind === "state" ? (log.get(log.head)?.envelope.payload ?? null) : null;
}

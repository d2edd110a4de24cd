import { type Envelope, encodeEnvelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";

/** A message with its JSON, encoded once for all transports and all clients. */
export interface Message {
  readonly envelope: Envelope;
  readonly bytes: Buffer;
  /** Bytes of all messages of the log up to and with this one: the difference of two is what lies between them. */
  readonly endsAt: number;
}

export interface LogLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** An append-only log, bounded by count and bytes: it forgets its oldest messages, never its newest. */
export interface Log {
  readonly epoch: string;
  /** It follows a log elsewhere, and may be behind it. */
  readonly isReplica: boolean;
  /** The newest message's seq; 0 while nothing was said. */
  readonly head: number;
  /** The oldest seq still kept; head + 1 while nothing is kept. */
  readonly oldest: number;
  append(type: string, payload: unknown, at: number): Message;
  /** Takes the next message from elsewhere, where it was given its seq. */
  take(envelope: Envelope): Message;
  /** Another life begins, with the message after `start`; what was kept of the last one is forgotten. */
  begin(start: Position): void;
  get(seq: number): Message | undefined;
  /** Bytes of the messages after `seq`; of all that are kept, where `seq` is older than those. */
  bytesAfter(seq: number): number;
}

export function createLog(channel: string, firstEpoch: string, limits: LogLimits, isReplica = false): Log {
  const kept: Message[] = []; // a ring: the message `seq` stands at seq % limits.messages
  let epoch = firstEpoch;
  let head = 0;
  let oldest = 1;

  const get = (seq: number): Message | undefined =>
    seq >= oldest && seq <= head ? kept[seq % limits.messages] : undefined;
  const endOf = (seq: number): number => get(seq)?.endsAt ?? 0;
  const startOfKept = (): number => {
    const first = get(oldest);
    return first ? first.endsAt - first.bytes.length : endOf(head);
  };

  function take(envelope: Envelope): Message {
    const { seq } = envelope;
    if (seq !== head + 1) throw new Error(`seq: expected ${head + 1} on ${channel}, got ${seq}`);
    const bytes = ownBytes(encodeEnvelope(envelope));
    const message = { envelope, bytes, endsAt: endOf(head) + bytes.length };
    if (seq - oldest >= limits.messages) oldest += 1;
    kept[seq % limits.messages] = message;
    head = seq;
    while (oldest < head && message.endsAt - startOfKept() > limits.bytes) {
      delete kept[oldest % limits.messages];
      oldest += 1;
    }
    return message;
  }

  return {
    isReplica,
    get epoch() {
      return epoch;
    },
    get head() {
      return head;
    },
    get oldest() {
      return oldest;
    },
    get,
    bytesAfter: (seq) => (seq >= head ? 0 : endOf(head) - (seq < oldest ? startOfKept() : endOf(seq))),
    append: (type, payload, at) => take({ v: 1, type, channel, epoch, seq: head + 1, at, payload }),
    take,
    begin(start) {
      kept.length = 0;
      epoch = start.epoch;
      head = start.seq;
      oldest = head + 1;
    },
  };
}

/** The messages `from` … `to`, both included, as far as they are kept. */
export function slice(log: Log, from: number, to: number): Message[] {
  const messages: Message[] = [];
  for (let seq = Math.max(from, log.oldest); seq <= to; seq += 1) {
    const message = log.get(seq);
    if (message) messages.push(message);
  }
  return messages;
}

export function headOf(log: Log): Position {
  return { epoch: log.epoch, seq: log.head };
}

/** In memory of their own: `Buffer.from` puts small ones side by side into slabs of 8 KiB, and one that is kept keeps its slab. */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}

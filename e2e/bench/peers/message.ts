/** Name of the channel of all costs but the mixed one: a state channel, as the counter is. */
export const STATE_CHANNEL = "price:bench";
/** Name of the channel where every message counts: what is lost can be counted. */
export const LOG_CHANNEL = "room:bench";
export const EPOCH = "b0b0";

/**
 * Stands once in each message, right before its stamp. The generator finds messages by this byte alone, whatever frames
 * them. It cannot be taken for another: no head has it, and no frame's length is 124 while a message has 127 to 255 bytes.
 */
export const MARK = "|";
const SEQ_DIGITS = 8;
const DUE_DIGITS = 15;
export const STAMP_LENGTH = SEQ_DIGITS + DUE_DIGITS;

export interface Stamp {
  readonly seq: number;
  /** When it should be published, µs of the machine's monotonic clock, which its processes share. */
  readonly dueUs: number;
}

export interface Payload {
  readonly value: number;
  readonly pad: string;
}

/** The payload that all peers send; its padding carries the stamp. */
export function payloadOf({ seq, dueUs }: Stamp): Payload {
  const digits = String(seq).padStart(SEQ_DIGITS, "0") + String(Math.round(dueUs)).padStart(DUE_DIGITS, "0");
  return { value: seq, pad: MARK + digits };
}

/** The envelope of the lab, so that all peers send the same JSON. */
export function envelopeOf(stamp: Stamp) {
  const at = Math.round((performance.timeOrigin + performance.now()) * 1000) / 1000;
  return {
    v: 1,
    type: "counter",
    channel: STATE_CHANNEL,
    epoch: EPOCH,
    seq: stamp.seq,
    at,
    payload: payloadOf(stamp),
  };
}
export type Envelope = ReturnType<typeof envelopeOf>;

/** Reads the stamp whose digits begin at `start`. Digit by digit: a string per message would be the generator's main cost. */
export function readStamp(bytes: Uint8Array, start: number): Stamp {
  return {
    seq: readDigits(bytes, start, SEQ_DIGITS),
    dueUs: readDigits(bytes, start + SEQ_DIGITS, DUE_DIGITS),
  };
}

function readDigits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i += 1) value = value * 10 + (bytes[i] ?? 48) - 48;
  return value;
}

export function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

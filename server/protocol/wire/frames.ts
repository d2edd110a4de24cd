import { Malformed } from "./http.ts";
import type { Stream } from "./stream.ts";

/** What a frame is. 3–7 and 11–15 are nobody's yet. RFC 6455 §5.2 */
export const OPCODES = {
  0: "continuation",
  1: "text",
  2: "binary",
  8: "close",
  9: "ping",
  10: "pong",
} as const;
export type Opcode = keyof typeof OPCODES;

/** One WebSocket frame. RFC 6455 §5.2 */
export interface Frame {
  /** The last frame of its message. */
  readonly fin: boolean;
  readonly opcode: Opcode;
  /** Four bytes that the payload was XORed with; undefined where it was not. */
  readonly mask: Uint8Array | undefined;
  /** Where the payload begins, and where the frame ends. */
  readonly payloadStart: number;
  readonly end: number;
  /** Unmasked. */
  readonly payload: Uint8Array;
}

/** No frame of ours is near this: the server takes 128 KiB. */
const LONGEST = 64 * 1024 * 1024;

/**
 * The frame that begins at `start`; undefined while it is not all there. A client masks all its frames and a server none,
 * so that nobody can make a browser send bytes of his choosing through a proxy that takes them for HTTP (§10.3).
 */
export function readFrame(stream: Stream, start: number, isMasked: boolean): Frame | undefined {
  const first = stream.byteAt(start);
  const second = stream.byteAt(start + 1);
  if (first === undefined) return undefined;
  const opcode = first & 0x0f;
  if (!(opcode in OPCODES)) throw new Malformed(`expected a known opcode, got ${opcode}`);
  if ((first & 0x70) !== 0)
    throw new Malformed("expected the reserved bits to be 0, as no extension was agreed on");
  if (second === undefined) return undefined;
  if (second >= 0x80 !== isMasked)
    throw new Malformed(
      isMasked ? "expected a masked frame from a client" : "expected an unmasked frame from a server",
    );
  const fin = first >= 0x80;
  const short = second & 0x7f;
  if (opcode >= 8 && (!fin || short > 125))
    throw new Malformed("expected a control frame whole, of at most 125 bytes");
  if (opcode === 8 && short === 1) throw new Malformed("expected a close code of 2 bytes, got 1 (§5.5.1)");

  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskStart = start + 2 + lengthBytes;
  const payloadStart = maskStart + (isMasked ? 4 : 0);
  if (stream.end < payloadStart) return undefined;
  const length = lengthBytes === 0 ? short : readLength(stream.bytes(start + 2, maskStart));
  const end = payloadStart + length;
  if (stream.end < end) return undefined;
  const mask = isMasked ? stream.bytes(maskStart, payloadStart) : undefined;
  const payload = unmask(stream.bytes(payloadStart, end), mask);
  return { fin, opcode: opcode as Opcode, mask, payloadStart, end, payload };
}

/** Big-endian, of 2 or 8 bytes. */
function readLength(bytes: Uint8Array): number {
  const length = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  if (length > LONGEST) throw new Malformed(`expected a frame of at most ${LONGEST} bytes, got ${length}`);
  return length;
}

/** Byte i XOR byte i mod 4 of the key; the same again undoes it. RFC 6455 §5.3 */
export function unmask(payload: Uint8Array, mask: Uint8Array | undefined): Uint8Array {
  return mask ? payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0)) : payload;
}

/** A close frame's code and reason; both may be missing. RFC 6455 §5.5.1 */
export function readClose(payload: Uint8Array): { code: number | undefined; reason: string } {
  const [high, low] = payload;
  if (high === undefined || low === undefined) return { code: undefined, reason: "" };
  return { code: high * 256 + low, reason: new TextDecoder().decode(payload.subarray(2)) };
}

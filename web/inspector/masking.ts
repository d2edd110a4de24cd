/** One byte of a masked frame, and how it becomes text: XOR with the byte of the key whose turn it is. */
export interface UnmaskedByte {
  readonly offset: number;
  readonly masked: number;
  /** Which of the four bytes of the key. */
  readonly turn: number;
  readonly key: number;
  readonly plain: number;
}

/**
 * The first bytes of a client's frame, unmasked (RFC 6455 §5.3); undefined where the frame is not masked, or not here
 * as far as its key. `bytes` begin with the frame.
 */
export function unmaskFirst(bytes: Uint8Array, count: number): readonly UnmaskedByte[] | undefined {
  const lengthByte = bytes[1];
  if (lengthByte === undefined || (lengthByte & 0x80) === 0) return undefined;
  const keyAt = 2 + extraLengthBytes(lengthByte & 0x7f);
  const payloadAt = keyAt + 4;
  if (bytes.length < payloadAt) return undefined;
  return Array.from(bytes.subarray(payloadAt, payloadAt + count), (masked, i) => {
    const key = bytes[keyAt + (i % 4)] ?? 0;
    return { offset: payloadAt + i, masked, turn: i % 4, key, plain: masked ^ key };
  });
}

/** How many more bytes of length follow (RFC 6455 §5.2). */
function extraLengthBytes(length: number): number {
  return length === 126 ? 2 : length === 127 ? 8 : 0;
}

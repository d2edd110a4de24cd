import { OPCODES, type Opcode } from "#protocol/wire/frames.ts";

/** As many bits stand in one row as in the standard's own picture. RFC 6455 §5.2 */
export const BITS_IN_ROW = 32;

/** Some bits of a frame's head that mean one thing; where they go on in the next row, that is a cell of its own. */
export interface BitCell {
  readonly name: string;
  /** The bits as they came, from the first; of what is no part of the head, none. */
  readonly bits: string;
  readonly width: number;
  /** What they say; empty where the row above says it. */
  readonly says: string;
}

interface Part {
  readonly name: string;
  readonly size: number;
  readonly says: string;
}

/** The head of a frame bit by bit, in rows of 32, and where its payload begins; none where not all of the head has come. */
export function headBits(bytes: Uint8Array): readonly (readonly BitCell[])[] {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return [];
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = second >= 0x80;
  const headBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < headBytes) return [];
  const opcode = first & 0x0f;
  const parts: Part[] = [
    { name: "FIN", size: 1, says: first >= 0x80 ? "last" : "more" },
    ...["RSV1", "RSV2", "RSV3"].map((name) => ({ name, size: 1, says: "" })),
    { name: "opcode", size: 4, says: `${opcode}, ${OPCODES[opcode as Opcode] ?? "unknown"}` },
    { name: "MASK", size: 1, says: isMasked ? "yes" : "no" },
    { name: "length", size: 7, says: lengthBytes === 0 ? `${short} bytes` : `${short}: see next` },
  ];
  if (lengthBytes > 0) {
    const length = bytes.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
    parts.push({
      name: "extended length",
      size: 8 * lengthBytes,
      says: `${length.toLocaleString("en")} bytes`,
    });
  }
  if (isMasked) parts.push({ name: "masking key", size: 32, says: "XOR for each payload byte" });
  return rowsOf(parts, Array.from(bytes.subarray(0, headBytes), bitsOf).join(""), bytes.length > headBytes);
}

function rowsOf(parts: readonly Part[], bits: string, hasPayload: boolean): BitCell[][] {
  const rows: BitCell[][] = [];
  let at = 0;
  for (const { name, size, says } of parts) {
    for (let left = size; left > 0; ) {
      const column = at % BITS_IN_ROW;
      if (column === 0) rows.push([]);
      const width = Math.min(left, BITS_IN_ROW - column);
      const isFirst = left === size;
      rows.at(-1)?.push({
        name: isFirst ? name : `${name}, goes on`,
        bits: bits.slice(at, at + width),
        width,
        says: isFirst ? says : "",
      });
      at += width;
      left -= width;
    }
  }
  const free = (BITS_IN_ROW - (at % BITS_IN_ROW)) % BITS_IN_ROW;
  const payload = { name: hasPayload ? "payload from here" : "no payload", bits: "", says: "" };
  if (free > 0) rows.at(-1)?.push({ ...payload, width: free });
  else rows.push([{ ...payload, width: BITS_IN_ROW }]);
  return rows;
}

function bitsOf(byte: number): string {
  return byte.toString(2).padStart(8, "0");
}

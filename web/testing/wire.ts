import type { LanePort } from "#protocol/network.ts";
import { dissect } from "#protocol/wire/dissect.ts";
import type { Entry, EntryKind } from "#protocol/wire/entry.ts";
import type { Dissection } from "../network/tape.ts";

/** One arrow made up for a test, with its bytes. */
export interface Specimen {
  readonly entry: Entry;
  readonly dissection: Dissection;
}

const encoder = new TextEncoder();

/** A head, and a body behind it. */
export function http(startLine: string, headers: readonly string[], body = ""): Uint8Array {
  return encoder.encode(`${[startLine, ...headers].join("\r\n")}\r\n\r\n${body}`);
}

/** RFC 9112 §7.1 */
export function chunk(text: string): Uint8Array {
  return encoder.encode(`${encoder.encode(text).length.toString(16)}\r\n${text}\r\n`);
}

/** RFC 6455 §5.2; with a key it is a client's. */
export function frame(opcode: number, payload: string | Uint8Array, key?: readonly number[]): Uint8Array {
  const plain = typeof payload === "string" ? encoder.encode(payload) : payload;
  const masked = plain.map((byte, i) => byte ^ (key?.[i % 4] ?? 0));
  const [first = 0, ...more] = lengthOf(plain.length);
  return new Uint8Array([0x80 | opcode, (key ? 0x80 : 0) | first, ...more, ...(key ?? []), ...masked]);
}

function lengthOf(size: number): number[] {
  if (size < 126) return [size];
  if (size < 65_536) return [126, size >> 8, size & 255];
  return [127, 0, 0, 0, 0, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
}

/** Wire and direction of an arrow. */
type Way = readonly [lane: LanePort, from: Entry["from"]];

/** An arrow of these bytes; it is whole after 0.4 ms and 40 ms on its way, unless told otherwise. */
export function specimen(
  id: number,
  [lane, from]: Way,
  kind: EntryKind,
  label: string,
  bytes: Uint8Array,
  more: Partial<Entry> = {},
): Specimen {
  const end = bytes.length;
  const fields = dissect(bytes, { kind, end: "end" in more ? more.end : end });
  const payloadBytes = fields.reduce(
    (sum, field) => sum + (field.isPayload ? field.end - field.start : 0),
    0,
  );
  const sentAt = 1_764_000_000_000 + 100 * id;
  const times = { sentAt, wholeAt: sentAt + 0.4, arrivedAt: sentAt + 40.4 };
  const place = { connection: 1, lane, from, start: 0, end };
  return {
    entry: { id, kind, label, ...place, ...times, seqs: [], payloadBytes, ...more },
    dissection: { bytes, fields },
  };
}

import type { LanePort } from "#protocol/network.ts";
import type { Entry, EntryKind, Field } from "#protocol/wire/entry.ts";
import type { Dissection } from "../network/tape.ts";

/** One arrow made up for a test, with its bytes. */
export interface Specimen {
  readonly entry: Entry;
  readonly dissection: Dissection;
}

type Part = readonly [name: string, text: string | readonly number[], value?: string, isPayload?: boolean];

/** Lays parts one after the other; a name that is empty is bytes that belong to no field. */
export function dissectionOf(parts: readonly Part[]): Dissection {
  const bytes: number[] = [];
  const fields: Field[] = [];
  for (const [name, content, value, isPayload = false] of parts) {
    const start = bytes.length;
    for (const byte of typeof content === "string" ? new TextEncoder().encode(content) : content)
      bytes.push(byte);
    const shown = value ?? (typeof content === "string" ? content : content.join(" "));
    if (name !== "") fields.push({ start, end: bytes.length, name, value: shown, isPayload });
  }
  return { bytes: new Uint8Array(bytes), fields };
}

export function headOf(startLine: readonly Part[], headers: readonly string[]): Part[] {
  const lines = headers.flatMap((line): Part[] => [
    ["header", line],
    ["CRLF", "\r\n", ""],
  ]);
  return [...startLine, ["CRLF", "\r\n", ""], ...lines, ["end of head", "\r\n", ""]];
}

/** The bits of a frame's first two bytes share them, so the fields do, too. */
export function frameOf(
  opcode: number,
  payload: string,
  key?: readonly number[],
  isPayload = true,
): Dissection {
  const text = new TextEncoder().encode(payload);
  const [mask, size] = [key ? 0x80 : 0, text.length];
  const length =
    size < 126
      ? [size]
      : size < 65_536
        ? [126, size >> 8, size & 255]
        : [127, 0, 0, 0, 0, 0, size >> 16, (size >> 8) & 255, size & 255];
  const [first = 0, ...more] = length;
  const masked = Array.from(text, (byte, i) => byte ^ (key?.[i % 4] ?? 0));
  const { bytes, fields } = dissectionOf([
    ["opcode", [0x80 | opcode], opcode === 1 ? "text (1)" : `${opcode}`],
    ["length", [mask | first], `${size} bytes`],
    ...(more.length > 0 ? ([["extended length", more, `${size} bytes`]] as const) : []),
    ...(key ? ([["masking key", key]] as const) : []),
    ["payload", masked, payload, isPayload],
  ]);
  const bits = { start: 0, end: 1, isPayload: false };
  return {
    bytes,
    fields: [
      { ...bits, name: "FIN", value: "1" },
      { ...bits, name: "RSV", value: "000" },
      ...fields.slice(0, 1),
      { ...bits, start: 1, end: 2, name: "MASK", value: key ? "1" : "0" },
      ...fields.slice(1),
    ],
  };
}

/** An entry for bytes: sent at `at`, whole at once, on its way for `wayMs`. */
export function specimen(
  id: number,
  lane: LanePort,
  from: Entry["from"],
  kind: EntryKind,
  label: string,
  dissection: Dissection,
  {
    at = 1_764_000_000_000 + 100 * id,
    wayMs = 40,
    ...more
  }: Partial<Entry> & { at?: number; wayMs?: number } = {},
): Specimen {
  const payloadBytes = dissection.fields.reduce(
    (sum, { start, end, isPayload }) => sum + (isPayload ? end - start : 0),
    0,
  );
  const size = dissection.bytes.length;
  const times = { sentAt: at, wholeAt: at + 0.4, arrivedAt: at + 0.4 + wayMs };
  return {
    entry: {
      id,
      connection: 1,
      lane,
      from,
      kind,
      start: 0,
      end: size,
      ...times,
      label,
      seqs: [],
      payloadBytes,
      ...more,
    },
    dissection,
  };
}

import type { Field } from "#protocol/wire/entry.ts";

/** Bytes as hex digits, two for each. */
export function hex(bytes: Uint8Array, between = ""): string {
  return Array.from(bytes, hexByte).join(between);
}

export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** What stands in the text column: printable ASCII as it is, the ends of lines as signs, all else as a dot. */
export function textOf(byte: number): string {
  if (byte === 0x0d) return "¬";
  if (byte === 0x0a) return "¶";
  if (byte === 0x20) return "\u00a0";
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}

/** A byte as a person would name it aloud. */
export function sayByte(byte: number): string {
  if (byte === 0x0d) return "carriage return";
  if (byte === 0x0a) return "line feed";
  if (byte === 0x20) return "space";
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `${byte}`;
}

/** What each byte belongs to, looked up a thousand times a second while a pointer moves. */
export interface Owners {
  /** The index of the narrowest field over a byte; undefined where no field is. */
  of(offset: number): number | undefined;
  isPayload(offset: number): boolean;
}

/** Paints wide fields first, so that what stands within them stays on top; of two alike the later is the finer. */
export function ownersOf(fields: readonly Field[], length: number): Owners {
  const owners = new Int32Array(length).fill(-1);
  const payload = new Uint8Array(length);
  const widest = [...fields.keys()].sort((one, other) => width(fields[other]) - width(fields[one]));
  for (const index of widest) {
    const field = fields[index];
    if (!field) continue;
    owners.fill(index, field.start, field.end);
    if (field.isPayload) payload.fill(1, field.start, field.end);
  }
  return {
    of(offset) {
      const owner = owners[offset];
      return owner === undefined || owner < 0 ? undefined : owner;
    },
    isPayload: (offset) => payload[offset] === 1,
  };
}

/** How many fields each field stands within: the indent of the list. */
export function depthsOf(fields: readonly Field[]): number[] {
  const around: Field[] = [];
  return fields.map((field) => {
    while (around.length > 0 && !holds(around.at(-1), field)) around.pop();
    around.push(field);
    return around.length - 1;
  });
}

function holds(outer: Field | undefined, inner: Field): boolean {
  return (
    outer !== undefined && outer.start <= inner.start && outer.end >= inner.end && width(outer) > width(inner)
  );
}

function width(field: Field | undefined): number {
  return field ? field.end - field.start : 0;
}

/** The rows of the dump that are to be drawn: what is in view, and a few around it so that scrolling shows no gap. */
export function rowsInView(
  scrollTop: number,
  height: number,
  rowHeight: number,
  rows: number,
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE_ROWS);
  return { first, end: Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + SPARE_ROWS) };
}
const SPARE_ROWS = 4;

import type { Field } from "./entry.ts";

/** Cuts bytes into fields, from the first to the last. */
export interface Cutter {
  readonly fields: Field[];
  /** Bytes not cut yet. */
  readonly left: number;
  rest(): Uint8Array;
  /** The next bytes as text, one character a byte (ISO 8859-1), so that lengths are those of bytes. */
  peek(length: number): string;
  /** How far it is to `text` (ASCII), from here; undefined where it does not come. */
  find(text: string): number | undefined;
  /** `value` is the bytes' text, unless it is given. */
  take(length: number, name: string, value?: string, isPayload?: boolean): void;
  takeTo(text: string, name: string): void;
  /** Only where `text` comes next. */
  takeIf(text: string, name: string): boolean;
  /** A field that shares its bytes with the next. */
  note(length: number, name: string, value: string): void;
}

/** One by one: as arguments of one call, more than some hundred thousand bytes are more than the stack holds. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function createCutter(bytes: Uint8Array): Cutter {
  const fields: Field[] = [];
  let start = 0;

  const peek = (length: number): string =>
    latin1(bytes.subarray(start, Math.min(bytes.length, start + length)));

  function note(length: number, name: string, value: string, isPayload = false): number {
    const end = Math.min(bytes.length, start + length);
    if (end > start) fields.push({ start, end, name, value, isPayload });
    return end;
  }

  function find(text: string): number | undefined {
    const codes = Array.from(text, (char) => char.charCodeAt(0));
    for (let at = start; at + codes.length <= bytes.length; at += 1)
      if (codes.every((code, i) => bytes[at + i] === code)) return at - start;
    return undefined;
  }

  const take: Cutter["take"] = (length, name, value, isPayload) => {
    const text = value ?? new TextDecoder().decode(bytes.subarray(start, start + length));
    start = note(length, name, value ?? visible(text), isPayload);
  };

  return {
    fields,
    get left() {
      return bytes.length - start;
    },
    rest: () => bytes.subarray(start),
    peek,
    find,
    take,
    takeTo: (text, name) => take(find(text) ?? bytes.length - start, name),
    takeIf(text, name) {
      if (peek(text.length) !== text) return false;
      take(text.length, name);
      return true;
    },
    note,
  };
}

/** Line ends as they are written in a program. */
function visible(text: string): string {
  return text.replaceAll("\r", "\\r").replaceAll("\n", "\\n");
}

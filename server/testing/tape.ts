import type { LanePort } from "#protocol/network.ts";
import type { Side, TapeRecord } from "#protocol/tape.ts";
import { createConversation } from "#protocol/wire/conversation.ts";
import type { Entry } from "#protocol/wire/entry.ts";

/** What was said on one connection, in order: who, and what. */
export type Said = readonly [from: Side, bytes: string | Uint8Array];

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

/** A tape of one connection; each piece comes 1 ms after the one before it, and is handed on `delayMs` later. */
export function record(
  said: readonly Said[],
  { lane = "sse", cut = (bytes: Uint8Array) => [bytes], delayMs = 0 }: RecordOptions = {},
): TapeRecord[] {
  const records: TapeRecord[] = [
    { kind: "opened", at: 0, connection: 1, lane, clientPort: 50_000, lanePort: 41_000 },
  ];
  const offsets = { client: 0, server: 0 };
  let at = 0;
  for (const [from, what] of said) {
    for (const bytes of cut(typeof what === "string" ? latin1(what) : what)) {
      at += 1;
      records.push({ kind: "bytes", at, connection: 1, from, offset: offsets[from], data: base64(bytes) });
      offsets[from] += bytes.length;
      records.push({ kind: "passed", at: at + delayMs, connection: 1, from, to: offsets[from] });
    }
  }
  return records;
}

export interface RecordOptions {
  readonly lane?: LanePort;
  readonly cut?: (bytes: Uint8Array) => Uint8Array[];
  readonly delayMs?: number;
}

/** The entries that a tape of one connection holds. */
export function decode(records: readonly TapeRecord[]): Entry[] {
  const [first, ...others] = records;
  if (first?.kind !== "opened") throw new Error("a tape begins with a connection");
  const entries = new Map<number, Entry>();
  let ids = 0;
  const conversation = createConversation(first, {
    newId: () => ++ids,
    tell: (id, change) => entries.set(id, { ...entries.get(id), ...change } as Entry),
    published: () => {},
  });
  for (const record of others) conversation.feed(record);
  return [...entries.values()];
}

export const byteByByte = (bytes: Uint8Array): Uint8Array[] =>
  Array.from(bytes, (byte) => Uint8Array.of(byte));

import type { LanePort } from "#protocol/network.ts";
import { LABELS } from "#protocol/transports.ts";
import type { Entry, EntryKind } from "#protocol/wire/entry.ts";
import { showBytes, showMs, showShare, text } from "../words/format.ts";

/** What an arrow is, as a person would say it. */
export const KINDS: Readonly<Record<EntryKind, string>> = {
  request: "request",
  response: "answer",
  upgrade: "request to switch to WebSocket",
  switch: "answer that switches to WebSocket",
  stream: "answer that opens a stream",
  event: "event",
  comment: "comment",
  "last-chunk": "end of the stream",
  text: "text frame",
  binary: "binary frame",
  ping: "ping",
  pong: "pong",
  close: "close frame",
  opened: "connection opened",
  ended: "connection ended",
  malformed: "bytes out of place",
};

export function sayLane(lane: LanePort): string {
  return lane === "control" ? "Control" : LABELS[lane];
}

export function sayWay({ from }: Entry): string {
  return from === "client" ? "browser → server" : "server → browser";
}

/** What the other half of an exchange is called. */
export function sayPair(pair: Entry): string {
  return pair.from === "client" ? "Its request" : "Its answer";
}

/** Payload and overhead, bytes. */
export interface Split {
  readonly payload: number;
  readonly overhead: number;
}

export function splitOf({ start, end, payloadBytes }: Entry, known: number | undefined): Split | undefined {
  const size = end === undefined ? known : end - start;
  return size === undefined
    ? undefined
    : { payload: payloadBytes, overhead: Math.max(0, size - payloadBytes) };
}

/** `128 of 812 bytes are payload, 16 %: 5.3 bytes of overhead for each byte of it.` */
export function saySplit({ payload, overhead }: Split): string {
  const size = payload + overhead;
  if (size === 0) return "Nothing of it yet.";
  if (payload === 0) return `${text(showBytes(size))}, and no envelope in them: all counts as overhead.`;
  const counts = `${payload.toLocaleString("en")} of ${size.toLocaleString("en")} bytes are payload`;
  const ratio = overhead / payload;
  if (ratio < 0.01) return `${counts}: so long a message that the other ${overhead} hardly count.`;
  const share = `${counts}, ${text(showShare(payload / size))}`;
  const each =
    ratio < 0.095 ? ratio.toFixed(2) : ratio < 9.95 ? ratio.toFixed(1) : Math.round(ratio).toString();
  return `${share}: ${each} bytes of overhead for each byte of it.`;
}

/** How long its last byte was in the network, or what became of it. */
export function sayOnTheWay({ wholeAt, arrivedAt }: Entry): string {
  if (arrivedAt === undefined || wholeAt === undefined) return "not arrived";
  return text(showMs(Math.max(0, arrivedAt - wholeAt)));
}

/** Later than another time: `+40 ms`. */
export function sayLater(at: number | undefined, than: number, otherwise: string): string {
  return at === undefined ? otherwise : `+${text(showMs(at - than))}`;
}

/** The time of day with ms, of a time in ms since 1970. */
export function sayTime(at: number): string {
  const time = new Date(at);
  const two = (number: number) => String(number).padStart(2, "0");
  const ms = String(Math.floor(((at % 1000) + 1000) % 1000)).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}

import { endOfTrailers, readChunk, textOf } from "./chunked.ts";
import { Malformed } from "./http.ts";
import type { Stream } from "./stream.ts";

/** Where a reader stands in an answer in chunks: at an offset, with so many bytes of the chunk's data to come. */
export interface Place {
  readonly at: number;
  /** 0: a size line comes next. */
  readonly left: number;
}

/** Lines of a stream of events up to the empty line that ends them, or the end of the stream. */
export interface Block {
  readonly text: string;
  readonly next: Place;
  readonly isLast: boolean;
}

const CR = 13;
const LF = 10;

/**
 * The next event, comment or end of a stream that comes in chunks; undefined while it is not all there. Chunks and events
 * know nothing of each other: an event may be split over two chunks, and a chunk may hold three events. Where both end
 * together, the chunk's CRLF belongs to the event. [spec] HTML §9.2.6, RFC 9112 §7.1
 */
export function readBlock(stream: Stream, { at, left }: Place): Block | undefined {
  const parts: Uint8Array[] = [];
  let here = at;
  let isLineEmpty = false; // an empty line at the very beginning ends nothing
  while (here <= stream.end) {
    if (left === 0) {
      const chunk = readChunk(stream, here);
      if (!chunk) return undefined;
      if (chunk.size === 0) {
        const end = endOfTrailers(stream, chunk);
        return end === undefined
          ? undefined
          : { text: textOf(parts), next: { at: end, left: 0 }, isLast: true };
      }
      here = chunk.start;
      left = chunk.size;
    }
    const dataEnd = here + left;
    const from = here;
    for (; here < Math.min(dataEnd, stream.end); here += 1) {
      const byte = stream.byteAt(here);
      if (byte === CR && here + 1 < dataEnd) {
        if (stream.end === here + 1) return undefined; // what follows the CR is not there yet
        if (stream.byteAt(here + 1) === LF) continue; // CRLF ends one line, not two
      }
      if (byte !== LF && byte !== CR) isLineEmpty = false;
      else if (isLineEmpty) {
        parts.push(stream.bytes(from, here + 1));
        const next = leaveChunk(stream, here + 1, dataEnd);
        return next && { text: textOf(parts), next, isLast: false };
      } else isLineEmpty = true;
    }
    if (here < dataEnd) return undefined;
    parts.push(stream.bytes(from, here));
    const next = leaveChunk(stream, here, dataEnd);
    if (!next) return undefined;
    here = next.at;
    left = 0;
  }
  return undefined;
}

/** Past the CRLF after a chunk's data, where all of that has been read; undefined while the CRLF is not there. */
function leaveChunk(stream: Stream, here: number, dataEnd: number): Place | undefined {
  if (here < dataEnd) return { at: here, left: dataEnd - here };
  if (stream.end < here + 2) return undefined;
  if (stream.text(here, here + 2) !== "\r\n") throw new Malformed("expected CRLF after the data of a chunk");
  return { at: here + 2, left: 0 };
}

/** What the lines of a block say. */
export interface EventFields {
  readonly id: string | undefined;
  /** Undefined where there is no `data:` line: then nothing is dispatched to the page. */
  readonly data: string | undefined;
  readonly event: string | undefined;
  readonly retry: string | undefined;
  readonly comments: number;
}

/** `field: value` lines; one that begins with a colon is a comment. [spec] HTML §9.2.6 */
export function readFields(text: string): EventFields {
  const found = new Map<string, string>();
  let comments = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, name = "", value = ""] = /^([^:]*)(?::(?: ?)(.*))?$/s.exec(line) ?? [];
    if (line.startsWith(":")) comments += 1;
    else if (name === "data" && found.has("data")) found.set("data", `${found.get("data")}\n${value}`);
    else if (name !== "") found.set(name, value);
  }
  const [id, data, event, retry] = ["id", "data", "event", "retry"].map((name) => found.get(name));
  return { id, data, event, retry, comments };
}

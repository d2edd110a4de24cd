import { Malformed } from "./http.ts";
import type { Stream } from "./stream.ts";

/** One chunk: its size in hex and CRLF, so many bytes, CRLF. A size of 0 is the last one's. RFC 9112 §7.1 */
export interface Chunk {
  readonly size: number;
  /** Where its data begins. */
  readonly start: number;
}

/** No size line of ours is near this: eight hex digits, and extensions that nobody uses. */
const LONGEST_LINE = 1024;

/** The chunk whose size line begins at `at`; undefined while that line is not all there. */
export function readChunk(stream: Stream, at: number): Chunk | undefined {
  const lineEnd = stream.find("\r\n", at);
  if (lineEnd === undefined) {
    const come = stream.text(at, Math.min(stream.end, at + LONGEST_LINE));
    if (!/^[0-9a-f]{0,8}(\r|[ \t]*;.*)?$/i.test(come))
      throw new Malformed("expected the size of a chunk in hex");
    return undefined;
  }
  const line = stream.text(at, lineEnd);
  const [, hex] = /^([0-9a-f]{1,8})[ \t]*(;.*)?$/i.exec(line) ?? [];
  if (hex === undefined) throw new Malformed("expected the size of a chunk in hex");
  return { size: Number.parseInt(hex, 16), start: lineEnd + 2 };
}

/** Where a chunk ends, with its CRLF; undefined while it is not all there. */
export function endOfChunk(stream: Stream, { size, start }: Chunk): number | undefined {
  const end = start + size + 2;
  if (stream.end < end) return undefined;
  if (stream.text(start + size, end) !== "\r\n")
    throw new Malformed("expected CRLF after the data of a chunk");
  return end;
}

/** Where the last chunk's trailers end, with the empty line; undefined while they are not all there. RFC 9112 §7.1.2 */
export function endOfTrailers(stream: Stream, { start }: Chunk): number | undefined {
  if (stream.end < start + 2) return undefined;
  if (stream.text(start, start + 2) === "\r\n") return start + 2;
  const end = stream.find("\r\n\r\n", start);
  return end === undefined ? undefined : end + 4;
}

/** All of a body in chunks that begins at `at`: where it ends, and its data; undefined while it is not all there. */
export function readChunkedBody(stream: Stream, at: number): { end: number; text: string } | undefined {
  const parts: Uint8Array[] = [];
  for (let here = at; ; ) {
    const chunk = readChunk(stream, here);
    if (!chunk) return undefined;
    if (chunk.size === 0) {
      const end = endOfTrailers(stream, chunk);
      return end === undefined ? undefined : { end, text: textOf(parts) };
    }
    const end = endOfChunk(stream, chunk);
    if (end === undefined) return undefined;
    parts.push(stream.bytes(chunk.start, chunk.start + chunk.size));
    here = end;
  }
}

/** As one text: a character may begin in one part and end in the next. */
export function textOf(parts: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
}

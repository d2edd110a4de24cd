import { endOfChunk, readChunk, textOf } from "#protocol/wire/chunked.ts";
import { Malformed } from "#protocol/wire/http.ts";
import { createStream } from "#protocol/wire/stream.ts";

/** A request or an answer as a HAR has it: its first line, all its headers in order, its body without chunks. */
export interface HttpMessage {
  readonly line: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly headBytes: number;
  /** As it was sent, chunks and all. */
  readonly bodyBytes: number;
  readonly body: string;
}

/** Reads bytes that the decoder has found to be one message; of an answer without end, what there is of it. */
export function readMessage(bytes: Uint8Array): HttpMessage {
  const stream = createStream();
  stream.append(bytes);
  const headEnd = (stream.find("\r\n\r\n", 0) ?? stream.end - 4) + 4;
  const [line = "", ...lines] = stream.text(0, headEnd).trimEnd().split("\r\n");
  const headers = lines.map((text) => {
    const colon = text.indexOf(":");
    return { name: text.slice(0, colon), value: text.slice(colon + 1).trim() };
  });
  const isChunked = /chunked/i.test(headerOf({ headers }, "transfer-encoding") ?? "");
  return {
    line,
    headers,
    headBytes: headEnd,
    bodyBytes: bytes.length - headEnd,
    body: isChunked ? unchunk(bytes.subarray(headEnd)) : stream.text(headEnd, stream.end),
  };
}

export function headerOf({ headers }: Pick<HttpMessage, "headers">, wanted: string): string | undefined {
  return headers.find(({ name }) => name.toLowerCase() === wanted)?.value;
}

/** As far as it can be read: where the tape has a hole, what comes behind it is out of step. */
function unchunk(bytes: Uint8Array): string {
  const stream = createStream();
  stream.append(bytes);
  const parts: Uint8Array[] = [];
  try {
    for (let here: number | undefined = 0; here !== undefined; ) {
      const chunk = readChunk(stream, here);
      if (!chunk || chunk.size === 0) break;
      parts.push(stream.bytes(chunk.start, Math.min(stream.end, chunk.start + chunk.size)));
      here = endOfChunk(stream, chunk);
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return textOf(parts);
}

import { type Cutter, createCutter } from "./cutter.ts";

const DATA = "chunk data";

/**
 * A body in chunks, and what it holds. The two know nothing of each other: the data is dissected as if it had come in one
 * piece, and a field that the end of a chunk runs through becomes two, of the same name and value. RFC 9112 §7.1
 */
export function dissectChunks(cut: Cutter, dissectData: (data: Cutter) => void): void {
  const bytes = cut.rest();
  const frame = createCutter(bytes);
  cutChunks(frame);
  const pieces = frame.fields.filter(({ name }) => name === DATA);
  const data = createCutter(join(pieces.map(({ start, end }) => bytes.subarray(start, end))));
  dissectData(data);
  if (data.left > 0) data.take(data.left, DATA);

  let place = 0; // in the data
  let next = 0; // of its fields
  for (const { start, end, name, value } of frame.fields) {
    if (name === DATA) place = takeData(place + end - start);
    else cut.take(end - start, name, value);
  }

  function takeData(to: number): number {
    let from = place;
    for (let field = data.fields[next]; field && from < to; field = data.fields[next]) {
      const until = Math.min(field.end, to);
      cut.take(until - from, field.name, field.value, field.isPayload);
      from = until;
      if (until === field.end) next += 1;
    }
    return to;
  }
}

/** Sizes, data, and the CRLF after each. An event that is not its chunk's first begins with the rest of that chunk. */
function cutChunks(cut: Cutter): void {
  let size = cutSize(cut) ?? restOfChunk(cut);
  while (size > 0 && cut.left > 0) {
    cut.take(size, DATA, "");
    cut.takeIf("\r\n", "CRLF");
    size = cutSize(cut) ?? 0;
  }
  const isLast = cut.fields.some(({ name }) => name === "last chunk");
  while (isLast && cut.left > 0) if (!cut.takeIf("\r\n", "CRLF")) cut.takeTo("\r\n", "trailer");
}

/** A chunk's size line, where one stands. */
function cutSize(cut: Cutter): number | undefined {
  const [, hex = "", extension = ""] = /^([0-9a-f]{1,8})([ \t]*;[^\r\n]*)?\r\n/i.exec(cut.peek(1024)) ?? [];
  if (hex === "") return undefined;
  const size = Number.parseInt(hex, 16);
  cut.take(hex.length, size === 0 ? "last chunk" : "chunk size", `${size} bytes`);
  if (extension !== "") cut.take(extension.length, "chunk extension");
  cut.take(2, "CRLF");
  return size;
}

/** Up to where the next chunk's size line stands, or the CRLF after the event's own empty line. */
function restOfChunk(cut: Cutter): number {
  const text = cut.peek(cut.left);
  const end = text.search(/\r\n[0-9a-f]{1,8}\r\n/i);
  if (end >= 0) return end;
  return text.endsWith("\n\n\r\n") ? text.length - 2 : text.length;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let length = 0;
  for (const piece of pieces) {
    all.set(piece, length);
    length += piece.length;
  }
  return all;
}

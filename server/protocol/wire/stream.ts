/** The bytes of one direction as they come. Offsets count from the stream's first byte, also of what was let go. */
export interface Stream {
  /** The offset after the last byte that has come. */
  readonly end: number;
  append(bytes: Uint8Array): void;
  /** What comes next stands at `offset`; what is kept of the bytes before it is let go. */
  skip(offset: number): void;
  byteAt(offset: number): number | undefined;
  /** The bytes from `start` to before `end`, which must have come and be kept. */
  bytes(start: number, end: number): Uint8Array;
  /** The same as text; bytes that are no UTF-8 become U+FFFD. */
  text(start: number, end: number): string;
  /** Offset of the first place where `text` (ASCII) stands, at or after `from`; undefined while there is none. */
  find(text: string, from: number): number | undefined;
  /** Lets go of what is before `offset`. */
  release(offset: number): void;
}

const utf8 = new TextDecoder();

export function createStream(): Stream {
  let kept = new Uint8Array(1024);
  let start = 0; // offset of kept[0]
  let end = 0;

  function makeRoom(more: number): void {
    const length = end - start;
    if (length + more <= kept.length) return;
    const larger = new Uint8Array(Math.max(2 * kept.length, length + more));
    larger.set(kept.subarray(0, length));
    kept = larger;
  }

  const stream: Stream = {
    get end() {
      return end;
    },
    append(bytes) {
      makeRoom(bytes.length);
      kept.set(bytes, end - start);
      end += bytes.length;
    },
    skip(offset) {
      start = end = offset;
    },
    byteAt: (offset) => (offset < end ? kept[offset - start] : undefined),
    bytes: (from, to) => kept.slice(from - start, to - start),
    text: (from, to) => utf8.decode(kept.subarray(from - start, to - start)),
    find(text, from) {
      const first = text.charCodeAt(0);
      const last = end - text.length;
      for (let offset = from; offset <= last; offset += 1) {
        offset = kept.indexOf(first, offset - start) + start;
        if (offset < from || offset > last) return undefined;
        if (stands(text, offset)) return offset;
      }
      return undefined;
    },
    release(offset) {
      if (offset <= start) return;
      kept.copyWithin(0, offset - start, end - start);
      start = offset;
    },
  };

  function stands(text: string, offset: number): boolean {
    for (let i = 1; i < text.length; i += 1)
      if (kept[offset - start + i] !== text.charCodeAt(i)) return false;
    return true;
  }
  return stream;
}

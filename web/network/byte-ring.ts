import type { Side } from "#protocol/tape.ts";

/** The newest bytes of all streams, up to a limit; the oldest go first, whosever they are. */
export interface ByteRing {
  keep(connection: number, from: Side, offset: number, bytes: Uint8Array): void;
  /** The stream's bytes from `start` to before `end`, or to its end; undefined where some of them are gone. */
  read(connection: number, from: Side, start: number, end: number | undefined): Uint8Array | undefined;
}

interface Piece {
  readonly stream: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export function createByteRing(limit: number): ByteRing {
  const streams = new Map<string, Piece[]>();
  let all: Piece[] = [];
  let first = 0; // of `all`, the oldest that is kept
  let size = 0;

  function forgetOldest(): void {
    const oldest = all[first];
    if (!oldest) return;
    first += 1;
    size -= oldest.bytes.length;
    const pieces = streams.get(oldest.stream);
    pieces?.shift();
    if (pieces?.length === 0) streams.delete(oldest.stream);
    if (first > 4096 && first > all.length / 2) {
      all = all.slice(first);
      first = 0;
    }
  }

  return {
    keep(connection, from, offset, bytes) {
      const stream = `${connection} ${from}`;
      const piece = { stream, offset, bytes };
      const pieces = streams.get(stream) ?? [];
      pieces.push(piece);
      streams.set(stream, pieces);
      all.push(piece);
      size += bytes.length;
      while (size > limit) forgetOldest();
    },
    read(connection, from, start, end) {
      const pieces = streams.get(`${connection} ${from}`) ?? [];
      const last = pieces.at(-1);
      const to = end ?? (last ? last.offset + last.bytes.length : start);
      if (to > start && (pieces[0]?.offset ?? Infinity) > start) return undefined;
      const bytes = new Uint8Array(to - start);
      for (const piece of pieces) {
        if (piece.offset >= to || piece.offset + piece.bytes.length <= start) continue;
        const skip = Math.max(0, start - piece.offset);
        const part = piece.bytes.subarray(skip, Math.max(skip, to - piece.offset));
        bytes.set(part, piece.offset + skip - start);
      }
      return bytes;
    },
  };
}

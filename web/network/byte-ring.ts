import type { Side } from "#protocol/tape.ts";
import { joinBytes } from "#protocol/wire/join-bytes.ts";

/** The newest bytes of all streams, up to a limit; the oldest go first, whosever they are. */
export interface ByteRing {
  keep(connection: number, from: Side, offset: number, bytes: Uint8Array): void;
  /** The stream's bytes from `start` to before `end`, or as far as it goes on; undefined where they are not all there. */
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
      const parts: Uint8Array[] = [];
      let here = start;
      for (const { offset, bytes } of streams.get(`${connection} ${from}`) ?? []) {
        if (offset > here || here === end) break; // a hole, or all of it
        const part = bytes.subarray(here - offset, (end ?? Infinity) - offset);
        parts.push(part);
        here += part.length;
      }
      return here < (end ?? start + 1) ? undefined : joinBytes(parts);
    },
  };
}

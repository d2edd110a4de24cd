import { expect, test } from "vitest";
import { createByteRing } from "./byte-ring.ts";

const LETTERS = new TextEncoder().encode("abcdefghij");
const from = (offset: number, end: number) => LETTERS.subarray(offset, end);

function ringOf(...pieces: readonly (readonly [offset: number, end: number])[]) {
  const ring = createByteRing(1000);
  for (const [offset, end] of pieces) ring.keep(1, "client", offset, from(offset, end));
  return {
    read(start: number, end: number | undefined) {
      const bytes = ring.read(1, "client", start, end);
      return bytes && new TextDecoder().decode(bytes);
    },
  };
}

test("a stretch is put together from the pieces that it came in", () => {
  const { read } = ringOf([0, 3], [3, 5], [5, 10]);
  expect([read(1, 7), read(3, 5), read(4, undefined), read(0, 0)]).toEqual(["bcdefg", "de", "efghij", ""]);
});

test("what is gone, or never came, is not there", () => {
  const { read } = ringOf([2, 4], [6, 8]);
  expect([read(0, 3), read(3, 7), read(7, 9), read(8, undefined)]).toEqual(Array(4).fill(undefined));
  expect(read(3, undefined)).toBe("d");
});

test("a stream whose end is far from its beginning, or before it, is read as far as it goes on", () => {
  const ring = createByteRing(1000);
  ring.keep(1, "client", 0, from(0, 2));
  ring.keep(1, "client", Number.MAX_SAFE_INTEGER - 9, from(2, 4));
  ring.keep(1, "client", 0, from(0, 1));
  expect(ring.read(1, "client", 0, undefined)).toEqual(from(0, 2));
  expect(ring.read(1, "client", 5, undefined)).toBeUndefined();
});

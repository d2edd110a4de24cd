import { expect, test } from "vitest";
import { frame } from "../testing/wire.ts";
import { BITS_IN_ROW, headBits } from "./head-bits.ts";

const KEY = [0x37, 0xfa, 0x21, 0x3d];
const widths = (bytes: Uint8Array) => headBits(bytes).map((row) => row.map(({ width }) => width));
const bitsOf = (bytes: Uint8Array) =>
  headBits(bytes)
    .flat()
    .map(({ bits }) => bits)
    .join("");

test("a server's short frame: sixteen bits, and the payload begins in the same row", () => {
  const [row, ...more] = headBits(frame(1, "Hello"));
  expect(more).toEqual([]);
  expect(row?.map(({ name, bits }) => [name, bits])).toEqual([
    ["FIN", "1"],
    ["RSV1", "0"],
    ["RSV2", "0"],
    ["RSV3", "0"],
    ["opcode", "0001"],
    ["MASK", "0"],
    ["length", "0000101"],
    ["payload from here", ""],
  ]);
  expect(row?.[4]?.says).toBe("1, text");
});

test("RSV1 stands by itself, so that a compressed message is seen", () => {
  const row = headBits(Uint8Array.of(0xc1, 1, 0x61))[0];
  expect(row?.slice(0, 4).map(({ bits }) => bits)).toEqual(["1", "1", "0", "0"]);
});

test("a key goes on in the next row, where a length did not leave it a row of its own", () => {
  expect(widths(frame(1, "Hello", KEY))).toEqual([
    [1, 1, 1, 1, 4, 1, 7, 16],
    [16, 16],
  ]);
  expect(widths(frame(1, "x".repeat(200), KEY))).toEqual([[1, 1, 1, 1, 4, 1, 7, 16], [32], [32]]);
});

test.each([
  ["short", frame(9, "")],
  ["16 bits of length", frame(2, "x".repeat(300))],
  ["64 bits of length", frame(2, "x".repeat(70_000), KEY)],
])("%s: all bits of the head are there in order, and every row is full", (_, bytes) => {
  const headBytes = bitsOf(bytes).length / 8;
  const bits = Array.from(bytes.subarray(0, headBytes), (byte) => byte.toString(2).padStart(8, "0")).join("");
  expect(bitsOf(bytes)).toBe(bits);
  for (const row of widths(bytes)) expect(row.reduce((sum, width) => sum + width, 0)).toBe(BITS_IN_ROW);
});

test("a head that has not all come is not drawn", () => {
  expect(headBits(frame(1, "Hello", KEY).subarray(0, 5))).toEqual([]);
  expect(headBits(new Uint8Array(1))).toEqual([]);
});

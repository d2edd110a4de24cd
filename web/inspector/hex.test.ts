import { expect, test } from "vitest";
import type { Field } from "#protocol/wire/entry.ts";
import { depthsOf, hex, ownersOf, rowsInView, sayByte, textOf } from "./hex.ts";

const field = (start: number, end: number, isPayload = false): Field => ({
  start,
  end,
  name: "x",
  value: "",
  isPayload,
});
const LINE = [field(0, 9), field(0, 3), field(4, 9), field(6, 9, true), field(10, 12)];

test("bytes read as hex and as text, and the ends of lines are seen", () => {
  const bytes = new TextEncoder().encode("a é\r\n");
  expect(hex(bytes, " ")).toBe("61 20 c3 a9 0d 0a");
  expect([...bytes].map(textOf).join("")).toBe("a\u00a0··¬¶");
  expect([...bytes].map(sayByte)).toEqual(["a", "space", "195", "169", "carriage return", "line feed"]);
});

test("a byte belongs to the narrowest field over it", () => {
  const owners = ownersOf(LINE, 14);
  expect([0, 3, 4, 6, 9, 10, 13, 99].map((offset) => owners.of(offset))).toEqual([
    1,
    0,
    2,
    3,
    undefined,
    4,
    undefined,
    undefined,
  ]);
  expect([5, 6, 8, 9].map(owners.isPayload)).toEqual([false, true, true, false]);
});

test("a field that stands within another is indented by one", () => {
  expect(depthsOf(LINE)).toEqual([0, 1, 1, 2, 0]);
});

test("fields that overlap without one holding the other stand side by side", () => {
  expect(depthsOf([field(0, 4), field(2, 6)])).toEqual([0, 0]);
});

test("of 64 KiB only the rows in view are drawn, and a few around them", () => {
  expect(rowsInView(0, 300, 20, 4096)).toEqual({ first: 0, end: 19 });
  expect(rowsInView(40_000, 300, 20, 4096)).toEqual({ first: 1996, end: 2019 });
  expect(rowsInView(81_700, 300, 20, 4096)).toEqual({ first: 4081, end: 4096 });
});

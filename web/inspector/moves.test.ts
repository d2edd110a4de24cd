import { expect, test } from "vitest";
import { moveBy } from "./moves.ts";

const from20 = (key: string, toEnds = false) => moveBy(key, toEnds, 20, 16, 40);

test("arrow keys go from byte to byte and from row to row, and stop at the edges", () => {
  expect(["ArrowLeft", "ArrowRight", "ArrowUp"].map((key) => from20(key))).toEqual([19, 21, 4]);
  expect(from20("ArrowDown")).toBe(36);
  expect(moveBy("ArrowUp", false, 4, 16, 40)).toBe(4);
  expect(moveBy("ArrowDown", false, 30, 16, 40)).toBe(30);
  expect(moveBy("ArrowLeft", false, 0, 16, 40)).toBe(0);
  expect(moveBy("ArrowRight", false, 39, 16, 40)).toBe(39);
});

test("Home and End go to the ends of the row, with Ctrl to those of all", () => {
  expect([from20("Home"), from20("End"), from20("Home", true), from20("End", true)]).toEqual([16, 31, 0, 39]);
  expect(moveBy("End", false, 35, 16, 40)).toBe(39);
});

test("pages go as far as there is anything", () => {
  expect([from20("PageUp"), from20("PageDown")]).toEqual([0, 39]);
});

test("other keys lead nowhere, and neither does any where there is nothing", () => {
  expect(from20("Tab")).toBeUndefined();
  expect(moveBy("ArrowDown", false, 0, 1, 0)).toBeUndefined();
});

import { expect, test } from "vitest";
import { type KeyPress, wishOf } from "./wire-keys.ts";

const press = (key: string, held: Partial<KeyPress> = {}) =>
  wishOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test("a letter jumps to the next landmark, with Shift to the one before", () => {
  expect(press("r")).toEqual({ kind: "jump", landmark: "reconnect", step: 1 });
  expect(press("L", { shiftKey: true })).toEqual({ kind: "jump", landmark: "loss", step: -1 });
});

test("the browser's own keys stay the browser's", () => {
  expect(press("r", { ctrlKey: true })).toBeUndefined();
  expect(press("ArrowLeft", { altKey: true })).toBeUndefined();
  expect(press("Tab")).toBeUndefined();
  expect(press("")).toBeUndefined();
});

test("plus is nearer, with or without Shift on the keyboard at hand", () => {
  expect(press("+", { shiftKey: true })).toEqual(press("="));
});

import { expect, test } from "vitest";
import { unmaskFirst } from "./masking.ts";

// [spec] RFC 6455 §5.7: a single-frame masked text message, "Hello".
const HELLO = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
const wordOf = (bytes: readonly number[], count = 5) =>
  unmaskFirst(new Uint8Array(bytes), count)
    ?.map(({ plain }) => String.fromCharCode(plain))
    .join("");

test("the standard's masked frame says Hello", () => {
  expect(wordOf(HELLO)).toBe("Hello");
  expect(unmaskFirst(new Uint8Array(HELLO), 5)?.[4]).toEqual({
    offset: 10,
    masked: 0x58,
    turn: 0,
    key: 0x37,
    plain: 0x6f,
  });
});

test("a longer length is skipped before the key is read", () => {
  const rest = HELLO.slice(2);
  expect(wordOf([0x81, 0xfe, 0, 5, ...rest])).toBe("Hello");
  expect(wordOf([0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 5, ...rest])).toBe("Hello");
});

test("a frame of the server is not masked, and one without its key cannot be read", () => {
  expect(wordOf([0x81, 0x05, 0x48, 0x65])).toBeUndefined();
  expect(wordOf(HELLO.slice(0, 5))).toBeUndefined();
  expect(wordOf(HELLO.slice(0, 6))).toBe("");
  expect(wordOf([])).toBeUndefined();
});

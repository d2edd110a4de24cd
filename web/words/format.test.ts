import { expect, test } from "vitest";
import { per, showBytes, showMs, showParts, showRatio, showShare, text } from "./format.ts";

test.each([
  [undefined, "–"],
  [0, "0 ms"],
  [0.4213, "0.42 ms"],
  [4.12, "4.1 ms"],
  [9.97, "10 ms"],
  [411.7, "412 ms"],
  [999.6, "1.0 s"],
  [2600, "2.6 s"],
  [75_200, "75 s"],
])("%s ms is shown as %s", (ms, shown) => {
  expect(text(showMs(ms)).replace("\u00a0", " ")).toBe(shown);
});

test.each([
  [0, "0 B"],
  [811.6, "812 B"],
  [9999, "9999 B"],
  [64_312, "64 kB"],
  [2_300_000, "2.3 MB"],
])("%d bytes are shown as %s", (bytes, shown) => {
  expect(text(showBytes(bytes)).replace("\u00a0", " ")).toBe(shown);
});

test("a total need not be whole bytes for so long", () => {
  expect(text(showBytes(6408, 1000))).toBe("6.4\u00a0kB");
});

test.each([
  [1.0166, "1.02"],
  [0.2, "0.20"],
  [0.0083, "0.008"],
  [0.00042, "0.0004"],
  [0, "0.00"],
  [120.4, "120"],
])("a ratio of %d is shown as %s", (ratio, shown) => {
  expect(text(showRatio(ratio))).toBe(shown);
});

test("a share is shown in percent", () => {
  expect(text(showShare(0.2))).toBe("20\u00a0%");
  expect(text(showShare(1))).toBe("100\u00a0%");
});

test("payload and overhead show their units only where they need them", () => {
  expect(showParts(128, 705)).toBe("128 + 705");
  expect(showParts(65_600, 705)).toBe("66\u00a0kB + 705\u00a0B");
});

test("nothing delivered is not a division by zero", () => {
  expect(per(500, 0)).toBeUndefined();
  expect(per(undefined, 3)).toBeUndefined();
  expect(per(6, 3)).toBe(2);
});

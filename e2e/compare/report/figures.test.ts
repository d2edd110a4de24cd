import { expect, test } from "vitest";
import { sayEstimate, sayFigure } from "./figures.ts";

test.each([
  [0, "ms", "0\u00a0ms"],
  [0.042, "ms", "0.042\u00a0ms"],
  [4.4449, "ms", "4.44\u00a0ms"],
  [999.4, "ms", "999\u00a0ms"],
  [2612, "ms", "2.61\u00a0s"],
  [819.6, "B", "820\u00a0B"],
  [871, "B", "871\u00a0B"],
  [64_000, "B", "64.0\u00a0kB"],
  [12, "messages", "12"],
  [-0.000_000_1, "1", "0.000000"],
  [Number.NaN, "B", "–"],
] as const)("%d of %s is said as %s", (value, unit, said) => {
  expect(sayFigure(value, unit)).toBe(said);
});

test("a mean and its interval have the same decimals, and one that does not scatter stands alone", () => {
  expect(sayEstimate({ mean: 812.4, low: 806, high: 818.25 }, "B")).toBe("812\u00a0B (806 to 818)");
  expect(sayEstimate({ mean: 1250, low: 998, high: 1500 }, "ms")).toBe("1.25\u00a0s (1.00 to 1.50)");
  expect(sayEstimate({ mean: 6, low: 6, high: 6 }, "B")).toBe("6\u00a0B");
  expect(sayEstimate({ mean: 0.69, low: 0.689, high: 0.6901 }, "1")).toBe("0.69");
});

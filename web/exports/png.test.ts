import { expect, test } from "vitest";
import { stackPictures } from "./png.ts";

test("pictures stand one under the other, each below its title, and none is cut off", () => {
  const sizes = [
    { width: 800, height: 200 },
    { width: 400, height: 100 },
  ];
  const { width, height, tops } = stackPictures(sizes, 2);
  const [first = 0, second = 0] = tops;
  expect(width).toBeGreaterThan(800);
  expect(first).toBeGreaterThan(0);
  expect(second).toBeGreaterThan(first + 200);
  expect(height).toBeGreaterThan(second + 100);
});

import { expect, test } from "vitest";
import { spread } from "./direct-labels.ts";

test("labels with room stay where they are", () => {
  expect(spread([10, 50, 90], 12, 100)).toEqual([10, 50, 90]);
});

test("labels of lines that end together stand apart, above the floor, the first on top", () => {
  expect(spread([98, 98, 98], 12, 100)).toEqual([74, 86, 98]);
});

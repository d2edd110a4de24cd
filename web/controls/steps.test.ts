import { expect, test } from "vitest";
import { nearestStop, PADDING, POLL, RATE } from "./steps.ts";

test.each([
  [RATE, 1, 3],
  [RATE, 3, 4],
  [RATE, 200, 10],
  [POLL, 5000, 6],
  [PADDING, 0, 0],
  [PADDING, 65_536, 7],
])("a value lies at the stop that is nearest by ratio: %#", (steps, value, stop) => {
  expect(nearestStop(steps, value)).toBe(stop);
});

import { expect, test } from "vitest";
import { createAge } from "./age.ts";

test("the mean is the area below the sawtooth, over the time", () => {
  const age = createAge();
  age.see(0, 10); // 10 old, rises to 30
  age.see(25, 30); // 5 old, rises to 15
  expect(age.mean(40)).toBeCloseTo((20 * 20 + 10 * 10) / 30);
});

test("reading the mean does not change it", () => {
  const often = createAge();
  const once = createAge();
  for (const age of [often, once]) age.see(0, 10);
  for (let now = 10; now < 100; now += 7) often.mean(now);
  expect(often.mean(100)).toBeCloseTo(once.mean(100) ?? Number.NaN);
});

test("before the first value there is no age", () => {
  const age = createAge();
  expect(age.mean(100)).toBeUndefined();
});

test("an older value that comes late makes nothing younger, and nothing older", () => {
  const age = createAge();
  age.see(50, 60);
  age.see(40, 60);
  expect(age.mean(80)).toBeCloseTo(20);
});

test("a hidden span is not in the mean, and what was seen in it counts afterwards", () => {
  const age = createAge();
  age.see(0, 10);
  age.pause(20);
  age.see(95, 99);
  age.resume(100);
  expect(age.mean(110)).toBeCloseTo((10 * 15 + 10 * 10) / 20);
});

test("forgetting leaves out the time until the next value", () => {
  const age = createAge();
  age.see(0, 10);
  age.forget(20);
  expect(age.mean(1000)).toBeCloseTo(15);
  age.see(1000, 1005);
  expect(age.mean(1015)).toBeCloseTo((10 * 15 + 10 * 10) / 20);
});

test("cleared, it goes on from the value it has", () => {
  const age = createAge();
  age.see(0, 10);
  age.clear(100);
  expect(age.mean(110)).toBeCloseTo(105);
});

import { expect as check, test } from "vitest";
import { DEFAULT_SCENARIO } from "#protocol/scenario.ts";
import { parseSchedule } from "#protocol/schedule.ts";
import { expect } from "./expectation.ts";

const at = (schedule: object, pollMs: number, delayMs: number | undefined = 3) => ({
  schedule: parseSchedule(schedule),
  scenario: { ...DEFAULT_SCENARIO, pollMs },
  delayMs,
});

test("short polling: T/2 + U/2 + d, and sees U/T", () => {
  check(expect("short-polling", at({ rate: 2 }, 1703))).toEqual({
    meanAgeMs: 851.5 + 250 + 3,
    spreadMs: 0,
    shareSeen: check.closeTo(500 / 1703),
  });
});

test("polling more often than the counter counts sees all of it", () => {
  check(expect("short-polling", at({ rate: 1 }, 300)).shareSeen).toBe(1);
});

test("what is pushed: U/2 + d, and all is seen", () => {
  check(expect("sse", at({ rate: 2 }, 5000))).toEqual({ meanAgeMs: 253, spreadMs: 0, shareSeen: 1 });
});

test("without a measured delay nothing is promised of what is pushed", () => {
  const { schedule, scenario } = at({}, 5000);
  check(expect("websocket", { schedule, scenario, delayMs: undefined }).meanAgeMs).toBeUndefined();
});

test("polls that keep step with the counter may stay off by half the step", () => {
  const spread = (schedule: object, pollMs: number) => expect("short-polling", at(schedule, pollMs)).spreadMs;
  check(spread({ rate: 2 }, 5000)).toBe(250);
  check(spread({ rate: 3 }, 5000)).toBeCloseTo(1000 / 6);
  check(spread({ rate: 1 }, 700)).toBe(50);
  check(spread({ rate: 10, pattern: "bursty" }, 500)).toBe(250);
  check(spread({ rate: 2, pattern: "poisson" }, 5000)).toBe(0);
});

test("memoryless updates are a whole period old on average, those in bursts of ten five", () => {
  check(expect("sse", at({ rate: 2, pattern: "poisson" }, 5000)).meanAgeMs).toBe(503);
  check(expect("sse", at({ rate: 2, pattern: "bursty" }, 5000)).meanAgeMs).toBe(2503);
});

test("a counter that is paused has no age to expect", () => {
  check(expect("sse", at({ paused: true }, 5000)).meanAgeMs).toBeUndefined();
});

import { describe, expect as expectThat, test } from "vitest";
import { DEFAULT_SCENARIO } from "#protocol/scenario.ts";
import { expect } from "./expectation.ts";

describe("what the settings have us expect", () => {
  test("short polling every 5 s of an update a second: 3 s old, one value in five", () => {
    expectThat(expect("short-polling", DEFAULT_SCENARIO, 2)).toEqual({ meanAgeMs: 3002, seen: 0.2 });
  });
  test("a push is half an update old, and sees all", () => {
    expectThat(expect("sse", DEFAULT_SCENARIO, 2)).toEqual({ meanAgeMs: 502, seen: 1 });
  });
  test("polls that are more frequent than updates see all", () => {
    expectThat(expect("short-polling", { ...DEFAULT_SCENARIO, pollMs: 200 }, 0)).toEqual({
      meanAgeMs: 600,
      seen: 1,
    });
  });
  test("nothing is said of other patterns, nor of a paused counter", () => {
    const poisson = { ...DEFAULT_SCENARIO.schedule, pattern: "poisson" as const };
    expectThat(expect("sse", { ...DEFAULT_SCENARIO, schedule: poisson }, 2)).toBeUndefined();
  });
});

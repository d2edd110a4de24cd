import { expect, test } from "vitest";
import type { LaneState } from "../measuring/snapshot.ts";
import { sayDuration, sayList, sayState } from "./words.ts";

const NOW = 1_764_000_000_000;

const SAID: readonly (readonly [LaneState, string])[] = [
  [{ kind: "off" }, "off"],
  [{ kind: "connecting", since: NOW - 300 }, "connecting"],
  [{ kind: "asking", since: NOW - 3 }, "asking"],
  [{ kind: "asking", since: NOW - 4200 }, "asking, no answer for 4.2 s"],
  [{ kind: "resting", askedAt: NOW - 1800, nextAt: NOW + 3200 }, "asked 1.8 s ago"],
  [{ kind: "parked", since: NOW - 12_000 }, "parked, 12 s"],
  [{ kind: "open", since: NOW - 60_000, heardAt: NOW }, "open for 60 s"],
  [{ kind: "unanswered", since: NOW - 3000 }, "open, ping unanswered for 3.0 s"],
  [
    { kind: "reconnecting", nextAt: NOW + 1400, attempt: 2, reason: "connection refused" },
    "reconnecting in 1.4 s",
  ],
  [{ kind: "reconnecting", nextAt: undefined, attempt: 1, reason: "connection lost" }, "reconnecting"],
  [{ kind: "refused", reason: "the token has expired" }, "refused: the token has expired"],
];

test.each(SAID)("%o is said in words", (state, said) => {
  expect(sayState(state, NOW).replaceAll("\u00a0", " ")).toBe(said);
});

test("durations keep to two digits, and are never negative", () => {
  expect([-5, 0, 9940, 9960, 119_000, 180_000].map((ms) => sayDuration(ms).replace("\u00a0", " "))).toEqual([
    "0.0 s",
    "0.0 s",
    "9.9 s",
    "10 s",
    "119 s",
    "3 min",
  ]);
});

test("a list is read aloud as one", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(sayList)).toEqual(["", "a", "a and b", "a, b and c"]);
});

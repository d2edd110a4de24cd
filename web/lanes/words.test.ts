import { describe, expect, test } from "vitest";
import { bytes, duration, inWords, ratio } from "./format.ts";
import { stateInWords } from "./words.ts";

const NOW = 1_764_000_000_000;

describe("a lane's state is said in words", () => {
  test.each([
    [{ kind: "parked", since: NOW - 12_000 }, "parked, 12 s"],
    [{ kind: "resting", askedAt: NOW - 1800, nextAt: NOW + 3200 }, "asked 2 s ago"],
    [{ kind: "open", since: NOW - 60_000, heardAt: NOW - 400 }, "open, heard 0 s ago"],
    [
      { kind: "reconnecting", nextAt: NOW + 1400, attempt: 2, reason: "the server cannot be reached" },
      "reconnecting in 1.4 s: the server cannot be reached",
    ],
    [
      { kind: "reconnecting", nextAt: undefined, attempt: 1, reason: "the stream broke" },
      "the stream broke; the browser comes back by itself",
    ],
    [{ kind: "refused", reason: "channel: expected counter" }, "refused: channel: expected counter"],
  ] as const)("%j", (state, words) => {
    expect(stateInWords(state, NOW)).toBe(words);
  });
});

describe("figures", () => {
  test.each([
    [duration(3.94), "3.9 ms"],
    [duration(0.04), "0.0 ms"],
    [duration(812), "812 ms"],
    [duration(2600), "2.6 s"],
    [duration(undefined), "–"],
    [bytes(812.4), "812 B"],
    [bytes(3712), "3,712 B"],
    [bytes(12_345), "12 kB"],
    [bytes(2_400_000), "2.4 MB"],
  ])("%j reads %s", (shown, words) => {
    expect(inWords(shown)).toBe(words);
  });

  test("requests per message keep two decimals", () => {
    expect([0.0123, 1.02, 5, 140.2].map(ratio)).toEqual(["0.01", "1.02", "5.00", "140"]);
  });
});

import { expect, test } from "vitest";
import { asMarkdown, asText, format, judge } from "./table.ts";
import type { Target } from "./targets.ts";

const target: Target = {
  what: "SSE",
  group: "sse",
  figure: "value",
  of: "ours",
  against: "floor",
  atMost: 1.2,
};
const results = { sse: { ours: [{ value: 12 }, { value: 11 }], floor: [{ value: 10 }, { value: 10 }] } };

test("a ratio within its bound is reached, rounded to what is shown", () => {
  expect(judge([target], results)).toEqual([
    { what: "SSE", ours: "11.5", against: "floor 10.0", ratio: "1.15", toReach: "≤ 1.2", verdict: "reached" },
  ]);
  expect(judge([{ ...target, atMost: 1.15 }], results)[0]?.verdict).toBe("reached");
});

test("what misses its ratio says so, and why", () => {
  expect(judge([{ ...target, atMost: 1.1, why: "the router" }], results)[0]?.verdict).toBe(
    "missed: the router",
  );
  expect(judge([{ ...target, atMost: 1.1, isStretch: true }], results)[0]?.verdict).toBe("not reached");
});

test("a bound without a peer holds for the worst sample", () => {
  const bound: Target = { what: "lost", group: "sse", figure: "lost", of: "ours", atMost: 0 };
  const lost = {
    sse: {
      ours: [
        { value: 1, lost: 0 },
        { value: 1, lost: 3 },
      ],
    },
  };
  expect(judge([bound], lost)[0]?.verdict).toBe("missed");
});

test("a least holds for the worst sample, and the ratio only stands beside it", () => {
  const least: Target = {
    what: "MB/s",
    group: "sse",
    figure: "value",
    of: "ours",
    against: "floor",
    atLeast: 11,
  };
  expect(judge([least], results)[0]).toMatchObject({ ratio: "1.15", toReach: "≥ 11", verdict: "reached" });
  expect(judge([{ ...least, atLeast: 11.5 }], results)[0]?.verdict).toBe("missed");
});

test("a bound of the median holds whatever one round was", () => {
  const bound: Target = {
    what: "ms off",
    group: "ms",
    figure: "value",
    of: "ours",
    atMost: 1,
    isMedian: true,
  };
  const values = (...all: number[]) => ({ ms: { ours: all.map((value) => ({ value })) } });
  expect(judge([bound], values(0.3, 0.4, 9))[0]?.verdict).toBe("reached");
  expect(judge([bound], values(0.3, 2, 9))[0]?.verdict).toBe("missed");
});

test("a peer that is not there has no line", () => {
  expect(judge([{ ...target, against: "Nchan (C)" }], results)).toEqual([]);
});

test("a figure keeps two or three digits", () => {
  expect([1234.5, 123.4, 12.34, 1.234, 0.0567, 0, Number.NaN].map(format)).toEqual([
    "1235",
    "123",
    "12.3",
    "1.23",
    "0.06",
    "0.00",
    "–",
  ]);
});

test("the same rows make a table for the terminal and one for the README", () => {
  expect(asText(["", "who"], [["SSE", "ours"]])).toBe("     who\n─────────\nSSE  ours");
  expect(asMarkdown(["", "who"], [["SSE", "a|b"]])).toBe("|  | who |\n| --- | --- |\n| SSE | a\\|b |");
});

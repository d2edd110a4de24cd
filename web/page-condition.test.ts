import { expect, test } from "vitest";
import type { LaneReport } from "#protocol/page.ts";
import { lackOf, parseCondition } from "./page-condition.ts";

const report = { state: "open", isWell: true, browser: { delivered: 7, requests: 1, reconnects: 0 } };
const lack = (condition: unknown) => lackOf("sse", report as LaneReport, parseCondition(condition));

test("what is asked for and is so lacks nothing", () => {
  expect(lack({})).toBeUndefined();
  expect(lack({ delivered: 7, requests: 1, reconnects: 0, isWell: true, state: "open" })).toBeUndefined();
});

test("what is lacking is said in words, with what there is", () => {
  expect(lack({ delivered: 8 })).toBe("sse: expected 8 delivered, got 7 (open)");
  expect(lack({ reconnects: 1 })).toBe("sse: expected 1 reconnects, got 0 (open)");
  expect(lack({ isWell: false })).toBe("sse: expected not well, got well (open)");
  expect(lack({ state: "parked" })).toBe("sse: expected parked, got open (open)");
  expect(lackOf("sse", undefined, {})).toBe("sse: no figures yet");
});

test("a condition that is misspelt is refused by name", () => {
  expect(() => parseCondition({ delivred: 1 })).toThrow("condition: expected no key delivred");
  expect(() => parseCondition({ lanes: ["pigeon"] })).toThrow(/condition\.lanes\.0: expected some of/);
});

import { expect, test } from "vitest";
import type { Claim, Verdict } from "./claim.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { CaseRecord } from "./record.ts";

const claims = [{ id: "a" }, { id: "b" }] as Claim[];
const went = [{}] as CaseRecord[];
const failed = [{ failure: "the browser died" }] as CaseRecord[];
const verdicts = (...all: Verdict["verdict"][]) => all.map((verdict) => ({ verdict }) as Verdict);

test.each([
  ["all true is 0", verdicts("true", "true"), went, 0],
  ["one false is 1, whatever else is open", verdicts("false", "inconclusive"), went, 1],
  ["one inconclusive is 2", verdicts("true", "inconclusive"), went, 2],
  ["a claim that no run can speak for is as open: 2", verdicts("true"), went, 2],
  ["no run that came to anything is 3", [], failed, 3],
  ["no run at all is 3", [], [], 3],
])("%s", (_, judged, records, code) => {
  expect(exitCodeOf(claims, judged, records)).toBe(code);
});

test("without claims, runs that came to figures are enough", () => {
  expect(exitCodeOf([], [], went)).toBe(0);
});

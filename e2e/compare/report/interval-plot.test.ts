import { expect, test } from "vitest";
import { drawInterval, sayZone } from "./interval-plot.ts";
import { inventStudy } from "./testing/invented-study.ts";

const [claim = expect.unreachable()] = inventStudy().study.claims;
const draw = (low: number, mean: number, high: number, relation = claim.relation) =>
  drawInterval({ ...claim, relation }, { low, mean, high }, "")?.text ?? "none";
const ticks = (svg: string) => [...svg.matchAll(/>([^<]+)<\/text>/g)].map((match) => match[1]);

test("1 lies in the middle, and the axis reaches as far as it must to both sides", () => {
  expect(ticks(draw(1.08, 1.1, 1.12))).toEqual(["0.83", "1", "1.2"]);
  expect(ticks(draw(0.11, 0.12, 0.13))).toEqual(["0.1", "1", "10"]);
  expect(draw(1, 1, 1)).toContain('cx="120"');
});

test("the zone is where the claim says that the ratio lies", () => {
  expect(draw(0.4, 0.5, 0.6, { kind: "less" })).toMatch(/class="zone" x="8" y="2" width="112"/);
  expect(draw(0.4, 0.5, 0.6, { kind: "greater" })).toMatch(/class="zone" x="120" y="2" width="112"/);
  expect(draw(1, 1, 1, { kind: "exactly" })).toMatch(/class="zone" x="120" y="2" width="2"/);
});

test.each([
  [{ kind: "less" }, "claimed: below 1"],
  [{ kind: "exactly" }, "claimed: equal, in every run"],
  [{ kind: "within", share: 0.05 }, "claimed: 0.95 to 1.05"],
  [{ kind: "times", low: 1.5, high: 3 }, "claimed: 1.5 to 3"],
] as const)("what %j tolerates is said in words", (relation, words) => {
  expect(sayZone({ ...claim, relation })).toBe(words);
});

test("an interval that reaches down to nothing goes to the edge; what is no ratio is not drawn", () => {
  expect(draw(0, 0.5, 2)).toContain("M8 19H");
  expect(draw(Number.NaN, Number.NaN, Number.NaN)).toBe("none");
  expect(draw(1, 2, Number.POSITIVE_INFINITY)).toBe("none");
});

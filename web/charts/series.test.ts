import { expect, test } from "vitest";
import { createHistory } from "../state/history.ts";
import { ageSeries, roundUp, stalenessSeries } from "./series.ts";

test("an axis ends at a round number whose half is one too", () => {
  expect([0.4, 1, 3, 17, 51, 200, 5001].map(roundUp)).toEqual([0.4, 1, 3, 20, 60, 200, 6000]);
});

test("the sawtooth rises to each arrival, falls to its staleness, and rises to now", () => {
  const { lanes } = createHistory();
  const history = { ...createHistory(), lanes };
  for (const [publishedAt, arrivedAt] of [
    [1000, 1010],
    [2000, 2020],
  ] as const)
    lanes.sse.teeth.see({ publishedAt, arrivedAt, stalenessMs: arrivedAt - publishedAt });
  const sse = ageSeries(history, 3000).find(({ transport }) => transport === "sse");
  expect(sse?.points.map(({ y }) => y)).toEqual([10, 10, 1020, 20, 1000]);
  const staleness = stalenessSeries(history, 3000).find(({ transport }) => transport === "sse");
  expect(staleness?.points).toEqual([
    { x: -1.99, y: 10 },
    { x: -0.98, y: 20 },
  ]);
});

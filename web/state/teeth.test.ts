import { expect, test } from "vitest";
import { createTeeth } from "./teeth.ts";

const arrival = (publishedAt: number, arrivedAt: number) => ({
  publishedAt,
  arrivedAt,
  stalenessMs: arrivedAt - publishedAt,
});

test("age rises until a value arrives, and falls to that value's staleness", () => {
  const teeth = createTeeth();
  teeth.see(arrival(1000, 1010));
  teeth.see(arrival(2000, 2005));
  expect([...teeth.newestFirst()]).toMatchObject([
    { peakMs: 1005, troughMs: 5 },
    { peakMs: 10, troughMs: 10 },
  ]);
});

test("of many arrivals in a quarter second the highest peak and the last trough stay", () => {
  const teeth = createTeeth();
  teeth.see(arrival(900, 1000));
  for (const at of [1050, 1100, 1110]) teeth.see(arrival(at - 7, at));
  expect([...teeth.newestFirst()]).toMatchObject([
    { peakAt: 1050, peakMs: 150, troughAt: 1110, troughMs: 7, worstMs: 100 },
  ]);
});

test("a value that comes late makes nothing younger", () => {
  const teeth = createTeeth();
  teeth.see(arrival(2000, 2010));
  teeth.see(arrival(1000, 3000));
  expect([...teeth.newestFirst()][0]).toMatchObject({ troughMs: 1000 });
});

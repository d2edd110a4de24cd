import { expect, test } from "vitest";
import { POLICIES } from "./policies.ts";

const waits = (name: keyof typeof POLICIES, draw: number, tries: number) =>
  Array.from({ length: tries }, (_, attempt) => POLICIES[name].waitMs(attempt, () => draw, 1234));

test("socket.io's jitter ends where its cap begins: from the fifth try on all wait 5 s", () => {
  for (const draw of [0, 0.25, 0.5, 0.75, 0.999])
    expect(waits("socket.io", draw, 8).slice(4)).toEqual([5000, 5000, 5000, 5000]);
  expect(new Set([0.05, 0.35, 0.75].map((draw) => waits("socket.io", draw, 1)[0])).size).toBe(3);
});

test("Phoenix and EventSource wait alike in all clients", () => {
  for (const name of ["phoenix", "eventsource"] as const)
    expect(waits(name, 0, 12)).toEqual(waits(name, 0.999, 12));
});

test("an EventSource waits as long as the server has told it to", () => {
  expect(waits("spread-retry", 0.5, 2)).toEqual([1234, 1234]);
});

import { expect, test } from "vitest";
import { type Faults, NO_FAULTS } from "#protocol/network.ts";
import { createIncidents } from "./incidents.ts";

const faults = (at: number, part: Partial<Faults>) =>
  ({ type: "faults", at, faults: { ...NO_FAULTS, ...part } }) as const;

test("a fault lasts until it changes, whatever else changes meanwhile", () => {
  const { hear, list } = createIncidents();
  expect(hear(faults(10, { latencyMs: 100 }))).toBe(true);
  hear(faults(20, { latencyMs: 100, stall: true }));
  hear(faults(30, { latencyMs: 200 }));
  expect(list).toEqual([
    { at: 10, until: 30, words: "latency 100 ms" },
    { at: 20, until: 30, words: "stall" },
    { at: 30, until: undefined, words: "latency 200 ms" },
  ]);
});

test("faults that stay as they are, are no incident", () => {
  const { hear, list } = createIncidents();
  expect(hear(faults(10, {}))).toBe(false);
  expect(list).toEqual([]);
});

test("a crash is a moment, and the server is down until it is up", () => {
  const { hear, list } = createIncidents();
  hear({ type: "act", at: 5, act: "crash" });
  hear({ type: "server", at: 6, state: "down" });
  hear({ type: "server", at: 9, state: "up" });
  expect(list).toEqual([
    { at: 5, until: 5, words: "crash" },
    { at: 6, until: 9, words: "server down" },
  ]);
});

test("with the network ends what lasted", () => {
  const { hear, list, close } = createIncidents();
  hear(faults(10, { refuseUpgrades: true, bytesPerSecond: 8000 }));
  close(50);
  expect(list).toEqual([
    { at: 10, until: 50, words: "8000 B/s" },
    { at: 10, until: 50, words: "no upgrades" },
  ]);
});

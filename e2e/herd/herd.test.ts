import { expect, test, vi } from "vitest";
import { figuresOf } from "./figures.ts";
import { runOutage } from "./outage.ts";
import type { PolicyName } from "./policies.ts";

vi.setConfig({ testTimeout: 120_000 });

const CLIENTS = 100;

const outage = (policy: PolicyName) => runOutage({ policy, clients: CLIENTS, seed: 1, outageMs: 1000 });

test("after an outage all come back, those who wait alike together, and those who draw their wait apart", async () => {
  const [fixed, drawn] = await Promise.all([outage("eventsource"), outage("full-jitter")]);
  for (const { knocks, backs } of [fixed, drawn]) {
    expect(backs).toHaveLength(CLIENTS);
    for (const at of backs) expect(at).toBeGreaterThan(0);
    expect(knocks.length).toBeGreaterThanOrEqual(CLIENTS);
  }
  expect(figuresOf(drawn, 100).peak).toBeLessThan(figuresOf(fixed, 100).peak / 2);
});

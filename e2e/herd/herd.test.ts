import { expect, test, vi } from "vitest";
import { figuresOf } from "./figures.ts";
import { type Aftermath, runOutage } from "./outage.ts";
import type { PolicyName } from "./policies.ts";

vi.setConfig({ testTimeout: 60_000 });

const CLIENTS = 100;
/** Waits are a tenth as long, and so is the span by which one counts. */
const SCALE = 0.1;

const outage = (policy: PolicyName) =>
  runOutage({ policy, clients: CLIENTS, seed: 1, scale: SCALE, outageMs: 0 });

/** The share of all first tries that fall into the fullest tenth of the time that full jitter takes for them. */
const crowd = ({ knocks }: Aftermath) => {
  const first = knocks.toSorted((a, b) => a - b).slice(0, CLIENTS);
  return figuresOf({ upAt: 0, knocks, arrivals: first, backs: first }, SCALE * 50).peakShare;
};

test("after an outage all come back, those who wait alike together, and those who draw their wait apart", async () => {
  const fixed = await outage("eventsource");
  const drawn = await outage("full-jitter");
  for (const { backs, upAt } of [fixed, drawn]) {
    expect(backs).toHaveLength(CLIENTS);
    for (const at of backs) expect(at).toBeGreaterThan(0);
    expect(Math.max(...backs)).toBeGreaterThan(upAt / 2);
  }
  expect(crowd(drawn)).toBeLessThan(crowd(fixed) / 2);
});

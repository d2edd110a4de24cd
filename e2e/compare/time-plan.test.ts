import { expect, test } from "vitest";
import { CLAIMS } from "./claims/claims.ts";
import type { Options } from "./options.ts";
import { makePlan } from "./plan.ts";
import { inWaves, scheduleCases } from "./schedule.ts";
import type { Case, Setting } from "./setting.ts";
import { QUICK, SETTINGS } from "./settings.ts";
import { expectedMs, limitMs } from "./time-plan.ts";

const setting = (link: string): Setting =>
  ({ name: "a", link, messages: 10, warmUp: 0, background: false, cpuSlowdown: 1 }) as unknown as Setting;
const lasts = (transport: Case["transport"], link: string) => {
  const one = { setting: "a", transport } as Case;
  const around = expectedMs(one, [{ ...setting(link), messages: 0 }]);
  return expectedMs(one, [setting(link)]) - around;
};

test("a run lasts as long as its transport takes to deliver so many messages", () => {
  expect(lasts("websocket", "v=1&rate=10&poll=500")).toBe(1000);
  expect(lasts("short-polling", "v=1&rate=10&poll=500")).toBe(5000);
  expect(lasts("short-polling", "v=1&rate=1&poll=500")).toBe(10_000);
  expect(lasts("long-polling", "v=1&rate=10&net=latency:100")).toBe(2100);
  expect(lasts("long-polling", "v=1&rate=10&net=latency:100,jitter:40")).toBe(2500);
  expect(lasts("long-polling", "v=1&rate=10&pattern=poisson")).toBeCloseTo(100 + 1000 * Math.exp(-0.1));
  expect(lasts("short-polling", "v=1&rate=10&poll=50&net=latency:100")).toBe(2100);
});

test("the quick study is planned to be over in three minutes", () => {
  const plan = makePlan({ quick: true, headed: false } as Options, {
    settings: SETTINGS,
    quick: QUICK,
    claims: CLAIMS,
  });
  const lengthOf = (one: Case) => expectedMs(one, plan.settings, 5000); // four tabs at once

  const waves = inWaves(scheduleCases(plan), plan.atOnce, plan.seed, lengthOf);
  const plannedMs = waves.reduce((sum, wave) => sum + Math.max(...wave.map(lengthOf)), 0);
  expect(plannedMs).toBeGreaterThan(60_000);
  expect(plannedMs).toBeLessThan(180_000);
});

test("what a rehearsal took is around every run, and more of it on a slower processor", () => {
  const one = { setting: "a", transport: "sse" } as Case;
  const base = setting("v=1&rate=10");
  expect(expectedMs(one, [base], 5000) - expectedMs(one, [base], 3000)).toBe(2000);
  expect(expectedMs(one, [{ ...base, cpuSlowdown: 5 }], 5000) - expectedMs(one, [base], 5000)).toBe(4000);
});

test("what a script holds up comes on top, and the limit leaves time for it", () => {
  const one = { setting: "a", transport: "sse" } as Case;
  const held = setting("v=1&rate=10&net=on&script=1:stall:8");
  expect(expectedMs(one, [held]) - expectedMs(one, [setting("v=1&rate=10&net=on")])).toBe(8000);
  expect(limitMs(one, held)).toBeGreaterThan(4 * 9000);
});

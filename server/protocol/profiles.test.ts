import { describe, expect, test } from "vitest";
import { PRESETS } from "./presets.ts";
import { PROFILES } from "./profiles.ts";
import { DEFAULT_SCENARIO, formatScenario, parseScenario } from "./scenario.ts";

describe("a profile", () => {
  test.each(PROFILES)("$name is a network that a link can say", ({ faults, script }) => {
    const scenario = parseScenario(formatScenario({ ...DEFAULT_SCENARIO, network: faults, script }));
    expect(scenario.network).toEqual(faults);
    expect(scenario.script).toEqual(script);
  });
});

describe("a preset", () => {
  test.each(PRESETS)("“$name” is a link that can be run, and says no more than it must", ({ link }) => {
    const scenario = parseScenario(link, ["run"]);
    const plain = new URLSearchParams(link);
    plain.delete("run");
    const said = new URLSearchParams(formatScenario(scenario));
    expect([...said.keys()].every((key) => plain.has(key))).toBe(true);
    for (const [key, value] of said) expect(value).toBe(plain.get(key));
  });

  test.each(PRESETS)("“$name” says in one sentence what to look for", ({ look }) => {
    expect(look).toMatch(/^[^.!?]+(?:\d\.\d[^.!?]*)*\.$/);
  });

  test("has a name of its own", () => {
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
  });
});

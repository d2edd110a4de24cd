import { expect, test } from "vitest";
import { parseScenario } from "#protocol/scenario.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { inWaves, scheduleCases } from "./schedule.ts";
import type { Setting } from "./setting.ts";

const setting = (name: string): Setting => ({
  name,
  about: "",
  link: "v=1&rate=10",
  transports: TRANSPORTS,
  messages: 10,
  warmUp: 1,
  cpuSlowdown: 1,
  background: false,
  browser: "chromium",
});
const plan = { settings: [setting("a"), setting("b")], repetitions: 3, seed: 1 };

test("each transport is run under each setting as often as was asked, one repetition of all after the other", () => {
  const cases = scheduleCases(plan);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(2 * 4 * 3);
  expect(cases.map(({ repetition }) => repetition)).toEqual(
    [1, 2, 3].flatMap((repetition) => Array.from({ length: 8 }, () => repetition)),
  );
});

test("the same seed gives the same order and the same seeds, and another one others", () => {
  const ids = (seed: number) => scheduleCases({ ...plan, seed }).map(({ id }) => id);
  expect(scheduleCases(plan)).toEqual(scheduleCases(plan));
  expect(ids(2)).not.toEqual(ids(1));
  expect(ids(1).slice(0, 8)).not.toEqual(
    ids(1)
      .slice(8, 16)
      .map((id) => id.replace("/2", "/1")),
  );
});

test("transports of one repetition meet the same updates, and other repetitions others", () => {
  const cases = scheduleCases(plan).filter((one) => one.setting === "a");
  const seeds = (repetition: number) =>
    new Set(cases.filter((one) => one.repetition === repetition).map(({ seed }) => seed));
  for (const repetition of [1, 2, 3]) expect(seeds(repetition).size).toBe(1);
  expect(new Set(cases.map(({ seed }) => seed)).size).toBe(3);
});

test("a case's link is a whole scenario, that replays it on a dashboard", () => {
  const [one] = scheduleCases(plan);
  const url = new URL(one?.link ?? "");
  expect(url.searchParams.get("run")).toBe("1");
  url.searchParams.delete("run");
  const scenario = parseScenario(url.search);
  expect(scenario).toMatchObject({ lanes: [one?.transport], schedule: { rate: 10, seed: one?.seed } });
});

test("side by side are cases of one repetition and of like length, and none is lost", () => {
  const cases = scheduleCases(plan);
  const lengthOf = ({ setting }: { setting: string }) => (setting === "a" ? 1 : 5);
  const waves = inWaves(cases, 4, 1, lengthOf);
  expect(waves.map((wave) => wave.length)).toEqual([4, 4, 4, 4, 4, 4]);
  for (const wave of waves) {
    expect(new Set(wave.map(({ setting }) => setting)).size).toBe(1);
    expect(new Set(wave.map(({ repetition }) => repetition)).size).toBe(1);
  }
  expect(new Set(waves.flat())).toEqual(new Set(cases));
});

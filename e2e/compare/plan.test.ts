import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CLAIMS } from "./claims/claims.ts";
import { type Options, parseOptions } from "./options.ts";
import { makePlan } from "./plan.ts";
import { checkSettings } from "./plan-file.ts";
import { QUICK, SETTINGS } from "./settings.ts";

const stock = { settings: SETTINGS, quick: QUICK, claims: CLAIMS };
const plan = (...args: string[]) => makePlan(parseOptions(args) as Options, stock);

function write(value: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), "plan-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "plan.json");
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

const good = { name: "a", link: "v=1", messages: 5 };

test("the settings that ship are scenarios that a study may set the rest of", () => {
  expect(() => checkSettings(SETTINGS, "settings")).not.toThrow();
});

test("without a word all settings are run ten times; the quick ones less often, and side by side", () => {
  expect(plan()).toMatchObject({ settings: SETTINGS, repetitions: 10, atOnce: 1 });
  expect(plan("--quick").settings.map(({ name }) => name)).toEqual(QUICK);
});

test("a claim is put to the test where all that it names is run", () => {
  expect(plan().claims).toEqual(CLAIMS);
  const few = plan("--only", "steady", "--transports", "sse").claims;
  expect(few.length).toBeGreaterThan(0);
  for (const { left } of few) expect(left).toMatchObject({ setting: "steady", transport: "sse" });
});

test("what a browser cannot do is left out of what ships, and refused by name where it was chosen", () => {
  const all = plan("--browser", "firefox");
  expect(all.leftOut).toEqual(["slow-phone"]);
  expect(all.settings.map(({ name }) => name)).not.toContain("slow-phone");
  expect(all.settings).toHaveLength(SETTINGS.length - 1);
  expect(plan("--browser", "webkit").leftOut).toEqual(["slow-phone", "hidden"]);
  expect(plan().leftOut).toEqual([]);
  expect(() => plan("--browser", "firefox", "--only", "steady,slow-phone")).toThrow(
    /^browser: expected one that can do the cpuSlowdown of slow-phone .*got "firefox"/,
  );
  const own = { ...good, cpuSlowdown: 4, browser: "firefox" };
  expect(() => plan("--plan", write({ settings: [own] }))).toThrow(/^browser: .*the cpuSlowdown of a /);
});

test("a file brings settings, and flags win over what it says", () => {
  const path = write({
    settings: [{ name: "mine", link: "v=1&rate=5", messages: 7 }],
    repetitions: 2,
    seed: 3,
  });
  expect(plan("--plan", path, "--seed", "4")).toMatchObject({ repetitions: 2, seed: 4, claims: [] });
  expect(plan("--plan", path).settings).toMatchObject([{ name: "mine", warmUp: 0, browser: "chromium" }]);
});

test.each([
  ["{oops", /plan\.json: expected JSON/],
  [{ settings: [] }, /plan\.json\.settings: expected at least one setting/],
  [
    { settings: [{ ...good, messages: "five" }] },
    /settings\.0\.messages: expected a whole number.*got "five"/,
  ],
  [{ settings: [{ ...good, mesages: 5 }] }, /settings\.0: expected no key mesages/],
  [
    { settings: [{ ...good, link: "v=1&rate=900" }] },
    /settings\.0\.link: rate: expected 0\.1 to 200, got "900"/,
  ],
  [
    { settings: [{ ...good, link: "v=1&seed=5" }] },
    /settings\.0\.link: expected no seed, which the study sets/,
  ],
  [{ settings: [{ ...good, link: "v=1&counter=shared" }] }, /settings\.0\.link: expected a private counter/],
  [{ settings: [good, good] }, /settings\.1\.name: expected one that no other setting has, got "a"/],
  [{ settings: [good], claims: [{ id: "x" }] }, /claims\.0\.part: expected formula, lesson or literature/],
])("a mistake in a file is named with its place: %j", (value, words) => {
  expect(() => plan("--plan", write(value))).toThrow(words);
});

test("a setting or a file that is not there is named", () => {
  expect(() => plan("--only", "calm")).toThrow(/^only: expected some of steady,.*got "calm"/);
  expect(() => plan("--plan", "/nowhere.json")).toThrow(/^plan: expected a file that can be read/);
});

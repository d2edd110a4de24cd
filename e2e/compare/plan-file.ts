import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseJson, parseWith, Refusal, refuse } from "#protocol/refusal.ts";
import { parseScenario } from "#protocol/scenario.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Claim } from "./claim.ts";
import { checkClaims } from "./claims/check.ts";
import type { BrowserName, Setting } from "./setting.ts";

export const BROWSERS = ["chromium", "firefox", "webkit"] as const satisfies readonly BrowserName[];

const whole = (min: number, max: number) => {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
};
export const repetitions = whole(1, 1000);
export const seed = whole(0, 0xffff_ffff);
export const atOnce = whole(1, 16);

const setting = z.strictObject({
  name: z
    .string("expected a name in kebab-case")
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected a name in kebab-case"),
  about: z.string("expected a sentence").default(""),
  link: z.string("expected the query of a link, such as v=1&rate=10"),
  transports: z
    .array(z.enum(TRANSPORTS, `expected some of ${TRANSPORTS.join(", ")}`), "expected a list of transports")
    .min(1, "expected at least one transport")
    .default([...TRANSPORTS]),
  messages: whole(1, 100_000),
  warmUp: whole(0, 100_000).default(0),
  cpuSlowdown: z
    .number("expected a number from 1 to 100")
    .min(1, "expected a number from 1 to 100")
    .max(100, "expected a number from 1 to 100")
    .default(1),
  background: z.boolean("expected true or false").default(false),
  browser: z.enum(BROWSERS, `expected one of ${BROWSERS.join(", ")}`).default("chromium"),
});
const file = z.strictObject({
  settings: z.array(setting, "expected a list of settings").min(1, "expected at least one setting"),
  repetitions: repetitions.optional(),
  seed: seed.optional(),
  claims: z.unknown().optional(),
});

/** What a file may say in place of what ships. */
export interface PlanFile extends Omit<z.infer<typeof file>, "claims"> {
  readonly claims: readonly Claim[];
}

/** Reads a file of settings, and of claims about them; a mistake in it is named with its place. */
export function readPlanFile(path: string): PlanFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return refuse("bad-query", "plan", `a file that can be read (${(error as Error).message})`, path);
  }
  const plan = parseWith(file as z.ZodType<z.infer<typeof file>>, parseJson(text, path), "bad-query", path);
  checkSettings(plan.settings, path);
  return { ...plan, claims: checkClaims(plan.claims ?? [], plan.settings, `${path}.claims`) };
}

/** What a setting's shape does not say: names are unique, and each link is a scenario that a study may set the rest of. */
export function checkSettings(settings: readonly Setting[], source: string): void {
  for (const [i, { name, link }] of settings.entries()) {
    const field = `${source}.settings.${i}`;
    if (settings.findIndex((other) => other.name === name) < i)
      refuse("bad-query", `${field}.name`, "one that no other setting has", name);
    const taken = ["lanes", "seed", "run", "duration", "paused"].find((key) =>
      new URLSearchParams(link).has(key),
    );
    if (taken) refuse("bad-query", `${field}.link`, `no ${taken}, which the study sets`, link);
    const scenario = inField(`${field}.link`, () => parseScenario(link));
    if (scenario.counter === "shared")
      refuse("bad-query", `${field}.link`, "a private counter, whose updates a seed repeats", link);
  }
}

function inField<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.code, `${field}: ${error.message}`);
    throw error;
  }
}

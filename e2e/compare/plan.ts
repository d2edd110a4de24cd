import { refuse } from "#protocol/refusal.ts";
import type { Claim } from "./claim.ts";
import type { Options } from "./options.ts";
import { readPlanFile } from "./plan-file.ts";
import type { Setting } from "./setting.ts";

/** What is to be run, and what is claimed of it. */
export interface Plan {
  readonly settings: readonly Setting[];
  readonly claims: readonly Claim[];
  /** Runs of each transport under each setting. */
  readonly repetitions: number;
  /** Cases that run side by side. */
  readonly atOnce: number;
  readonly seed: number;
  /** Names of settings that ship, and that the browser asked for cannot run. */
  readonly leftOut: readonly string[];
}

/** What ships. */
export interface Stock extends Pick<Plan, "settings" | "claims"> {
  /** Names of the settings that are run where little time is. */
  readonly quick: readonly string[];
}

/** Where nothing else is said. Four tabs at once share two cores, and are a little late now and then. */
const FULL = { repetitions: 10, atOnce: 1 };
const QUICK = { repetitions: 5, atOnce: 4 };

/** Chooses what is to be run. Throws a `Refusal` that names the flag or the field of the file, what it takes, and what came. */
export function makePlan(options: Options, stock: Stock): Plan {
  const chosen = options.plan === undefined ? undefined : readPlanFile(options.plan);
  const all = chosen?.settings ?? stock.settings;
  const names = options.only ?? (options.quick && !chosen ? stock.quick : all.map(({ name }) => name));
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) refuse("bad-query", "only", `some of ${all.map(({ name }) => name)}`, unknown);
  const size = options.quick ? QUICK : FULL;
  const named = all.filter(({ name }) => names.includes(name)).map((one) => narrow(one, options));
  // Of all that ships, the rest is worth to be run; what someone has chosen is run as it stands, or not at all.
  if (options.only || chosen) for (const one of named) refuseUnable(one);
  const settings = named.filter((one) => unableTo(one) === undefined);
  return {
    settings,
    claims: (chosen ?? stock).claims.filter((claim) => isOf(claim, settings)),
    repetitions: options.repetitions ?? chosen?.repetitions ?? size.repetitions,
    atOnce: options["at-once"] ?? size.atOnce,
    seed: options.seed ?? chosen?.seed ?? 1,
    leftOut: named.filter((one) => !settings.includes(one)).map(({ name }) => name),
  };
}

/** The field of a setting that its browser cannot do, should there be one: then each of its runs would fail. */
function unableTo({ browser, cpuSlowdown, background }: Setting): "cpuSlowdown" | "background" | undefined {
  if (browser !== "chromium" && cpuSlowdown > 1) return "cpuSlowdown"; // it is CDP that slows
  return browser === "webkit" && background ? "background" : undefined; // its pages never hide
}

function refuseUnable(one: Setting): void {
  const field = unableTo(one);
  if (field)
    refuse("bad-query", "browser", `one that can do the ${field} of ${one.name} (chromium can)`, one.browser);
}

function narrow(one: Setting, { transports, browser }: Options): Setting {
  const kept = one.transports.filter((name) => transports?.includes(name) ?? true);
  if (kept.length === 0)
    refuse("bad-query", "transports", `some of ${one.transports} for ${one.name}`, transports?.join(","));
  return { ...one, transports: kept, browser: browser ?? one.browser };
}

/** A claim is of a study where all that it names is run. */
function isOf({ left, right }: Claim, settings: readonly Setting[]): boolean {
  return [left, right].every(
    (side) =>
      !("setting" in side) ||
      settings.some(({ name, transports }) => name === side.setting && transports.includes(side.transport)),
  );
}

import { Refusal } from "#protocol/refusal.ts";
import { DEFAULT_SCENARIO, formatScenario, parseScenario, type Scenario } from "#protocol/scenario.ts";
import { isTheme, THEMES, type Theme } from "../theme/theme.ts";

/** All that the controls say. The address bar holds it at every moment. */
export interface Settings {
  readonly scenario: Scenario;
  readonly theme: Theme;
  /** The run begins with the page, without a press on Start. */
  readonly run: boolean;
}

export const DEFAULT_SETTINGS: Settings = { scenario: DEFAULT_SCENARIO, theme: "system", run: false };

/** Keys of the page, beside those of the scenario. */
const PAGE_KEYS = ["theme", "run"];

/** Reads the settings from a link's query; throws a `Refusal` that names the field. */
export function parseSettings(search: string): Settings {
  const query = new URLSearchParams(search);
  const theme = query.get("theme") ?? DEFAULT_SETTINGS.theme;
  if (!isTheme(theme)) throw refusalOf("theme", THEMES.join(", "), theme);
  const run = query.get("run") ?? "0";
  if (run !== "0" && run !== "1") throw refusalOf("run", "0 or 1", run);
  return { scenario: parseScenario(search, PAGE_KEYS), theme, run: run === "1" };
}

function refusalOf(field: string, expected: string, came: string): Refusal {
  return new Refusal("bad-query", `${field}: expected ${expected}, got ${JSON.stringify(came.slice(0, 80))}`);
}

/** Writes the settings as a query; what is as by default is left out. */
export function formatSettings({ scenario, theme, run }: Settings): string {
  let query = formatScenario(scenario);
  if (theme !== DEFAULT_SETTINGS.theme) query += `&theme=${theme}`;
  if (run) query += "&run=1";
  return query;
}

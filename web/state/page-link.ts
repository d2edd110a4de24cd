import { Refusal } from "#protocol/refusal.ts";
import { DEFAULT_SCENARIO, formatScenario, parseScenario, type Scenario } from "#protocol/scenario.ts";
import { isTheme, type Theme } from "../theme/theme.ts";

/** All that the address bar says: the scenario, and what is the page's alone. */
export interface PageLink {
  readonly scenario: Scenario;
  readonly theme: Theme;
  /** Start at once; a lab's links do. */
  readonly run: boolean;
  /** What is wrong with the link, in words; the scenario is then the default one. */
  readonly refusal: string | undefined;
}

const OWN_KEYS = ["theme", "run"];

export function readLink(search: string): PageLink {
  const query = new URLSearchParams(search);
  const asked = query.get("theme");
  const theme = isTheme(asked) ? asked : "auto";
  const run = query.get("run") === "1";
  try {
    return { scenario: parseScenario(search, OWN_KEYS), theme, run, refusal: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { scenario: DEFAULT_SCENARIO, theme, run: false, refusal: error.message };
  }
}

/** The query that brings back these settings, without the question mark. */
export function writeLink(scenario: Scenario, theme: Theme): string {
  return `${formatScenario(scenario)}${theme === "auto" ? "" : `&theme=${theme}`}`;
}

import { sayDate } from "./changes.ts";
import { count } from "./figures.ts";
import type { Study } from "./groups.ts";
import { type Content, type Html, html } from "./html.ts";
import { showTable } from "./tables.ts";

/** What the figures were taken with and on; two columns where two studies lie over each other. */
export function showEnvironment(study: Study, earlier: Study | undefined): Html {
  const columns = [factsOf(study), ...(earlier ? [factsOf(earlier)] : [])];
  const heads = ["", "This study", ...(earlier ? ["The earlier one"] : [])];
  const names = Object.keys(columns[0] ?? {});
  return showTable(
    "With what, and on what",
    heads.map((head) => (head === "" ? html`<span class="unseen">What</span>` : head)),
    names.map((name) => [name, ...columns.map((column) => column[name])]),
  );
}

function factsOf({ study, records }: Study): Record<string, Content> {
  const { environment: on } = study;
  const last = records.at(-1);
  const ended = last && new Date(Date.parse(last.startedAt) + last.durationMs);
  return {
    Begun: sayDate(study.startedAt),
    "Last run ended": ended && !Number.isNaN(ended.getTime()) ? sayDate(ended.toISOString()) : "\u2013",
    Runs: `${records.length}; ${count(study.repetitions, "repetition")} of each case, ${study.atOnce ?? 1} at once`,
    Seed: html`<span class="figure">${study.seed}</span>`,
    "SHA-256 of the plan": html`<code class="hash">${study.planHash}</code>`,
    "SHA-256 of its claims": html`<code class="hash">${study.claimsHash}</code>`,
    "Realtime Ladder": on.lab,
    Browsers: `${Object.entries(on.browsers)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}; ${on.isHeadless ? "headless" : "with a window"}`,
    Playwright: on.playwright,
    Node: on.node,
    Processor: `${on.cpu}, ${count(on.cores, "core")}`,
    Load: sayLoad(records),
    System: on.os,
  };
}

/** Of one minute, as each run ended: the least and the most. */
function sayLoad(records: Study["records"]): string {
  const loads = records.flatMap(({ load }) => load ?? []);
  if (loads.length === 0) return "\u2013";
  return `${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}, the study’s own browsers included`;
}

import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import type { Setting } from "../setting.ts";
import { count, sayFigure } from "./figures.ts";
import { findGroup, type RunGroup, rangeOf, type SettingGroups } from "./groups.ts";
import { type Html, html } from "./html.ts";
import { showTable } from "./tables.ts";

/** What is done to the page and its network, in the words of the link; empty where all is left as it is. */
export function disturbancesOf({ link, cpuSlowdown, background }: Setting): string[] {
  const query = new URLSearchParams(link);
  const [net, script] = [query.get("net") ?? "", query.get("script") ?? ""];
  return [
    ...(net === "" || net === "on" ? [] : [`network ${net}`]),
    ...(script === "" ? [] : [`script ${script}`]),
    ...(cpuSlowdown > 1 ? [`processor ${cpuSlowdown} times slower`] : []),
    ...(background ? ["behind another tab"] : []),
  ];
}

/** Fault × transport: what each disturbance came to, in means over the runs. */
export function showDisturbances(
  all: readonly SettingGroups[],
  earlier: readonly SettingGroups[] | undefined,
): Html {
  const rows = all.flatMap(({ setting, groups }) => {
    const done = disturbancesOf(setting);
    if (done.length === 0) return [];
    const cells = TRANSPORTS.map((transport) => {
      const group = groups.find((one) => one.transport === transport);
      return group ? showOutcome(group, findGroup(earlier, setting.name, transport)) : "\u2013";
    });
    const head = html`<b>${setting.name}</b> <span class="done">${done.join("; ")}</span>`;
    return [[head, ...cells]];
  });
  if (rows.length === 0)
    return html`<p>In this study nothing was disturbed: no setting has faults, a slow processor or a hidden tab.</p>`;
  return showTable(
    "What a disturbance came to, by transport; means over the runs",
    [
      "Disturbance",
      ...TRANSPORTS.map((name) => html`<span data-transport="${name}" class="rung">${LABELS[name]}</span>`),
    ],
    rows,
  );
}

function showOutcome(group: RunGroup, earlier: RunGroup | undefined): Html {
  const failed =
    group.failed.length > 0 && html`<span class="warning">${count(group.failed.length, "run")} failed</span>`;
  if (group.runs.length === 0) return html`${failed || "not run"}`;
  return html`<span class="outcome">${sayOutcome(group)}</span>${earlier && earlier.runs.length > 0 && html`<span class="outcome ghost">was: ${sayOutcome(earlier)}</span>`}${failed}`;
}

function sayOutcome(group: RunGroup): Html {
  const mean = (figure: Parameters<typeof rangeOf>[1]) => rangeOf(group, figure)?.mean;
  const amount = (figure: "missed" | "duplicated" | "reconnects", word: string) =>
    html`<span class="${mean(figure) === 0 && "none"}"><span class="figure">${sayMean(mean(figure))}</span> ${word}</span>`;
  return html`<span class="figure">${sayFigure(mean("staleness-p50-ms"), "ms")}</span>, worst <span class="figure">${sayFigure(mean("staleness-max-ms"), "ms")}</span>
<span class="counts">${amount("missed", "missed")} ${amount("duplicated", "twice")} ${amount("reconnects", "anew")}</span>`;
}

/** A mean of counts, to a tenth. */
function sayMean(mean: number | undefined): string {
  return mean === undefined ? "\u2013" : String(Math.round(mean * 10) / 10);
}

import { LABELS } from "#protocol/transports.ts";
import { sayFigure, showFixed } from "./figures.ts";
import { findGroup, quantile, type RunGroup, rangeOf, type SettingGroups } from "./groups.ts";
import { type Html, html } from "./html.ts";
import { drawRidges } from "./ridge-plot.ts";
import { decades } from "./scales.ts";
import { foldTable } from "./tables.ts";

/** Below that the clocks of page and server are not known. */
const LEAST_MS = 0.1;
const HEADS = [
  "Messages",
  "Median, ms",
  "95th, ms",
  "99th, ms",
  "Worst, ms",
  "Least mean of a run, ms",
  "Most, ms",
];

/** Small multiples: the staleness of every message, a panel a setting, all on one axis. */
export function showDistributions(
  all: readonly SettingGroups[],
  earlier: readonly SettingGroups[] | undefined,
): Html {
  const every = [...all, ...(earlier ?? [])].flatMap(({ groups }) =>
    groups.flatMap((one) => one.stalenessMs),
  );
  const axis = decades(every, LEAST_MS);
  return html`<div class="multiples">${all.map(({ setting, groups }) => {
    const earlierOf = ({ transport }: RunGroup) => findGroup(earlier, setting.name, transport);
    return html`<figure><h3>${setting.name}</h3>${setting.about && html`<p class="about">${setting.about}</p>`}
${drawRidges(groups, axis, `Spread of staleness, ${setting.name}: ${saySpread(groups)}`, earlierOf)}
<figcaption>${saySpread(groups)}</figcaption></figure>`;
  })}</div>
${foldTable(
  "Staleness of all messages",
  ["Setting", "Transport", ...HEADS.map((figures) => ({ figures }))],
  all.flatMap(({ setting, groups }) => groups.map((group) => [setting.name, ...cells(group)])),
)}`;
}

function saySpread(groups: readonly RunGroup[]): string {
  const medians = groups.flatMap(({ transport, stalenessMs }) => {
    const median = quantile(stalenessMs, 0.5);
    return median === undefined ? [] : [{ transport, median, p99: quantile(stalenessMs, 0.99) }];
  });
  const worst = medians.toSorted((a, b) => b.median - a.median).at(0);
  if (!worst) return "No run came to figures.";
  const rest = medians.filter((one) => one !== worst).map(({ median }) => median);
  const others =
    rest.length > 0 &&
    (sayFigure(Math.min(...rest), "ms") === sayFigure(Math.max(...rest), "ms")
      ? `; otherwise ${sayFigure(Math.min(...rest), "ms")}`
      : `; otherwise ${sayFigure(Math.min(...rest), "ms")} to ${sayFigure(Math.max(...rest), "ms")}`);
  return `Stalest: ${LABELS[worst.transport]}, median ${sayFigure(worst.median, "ms")}, 99th percentile ${sayFigure(worst.p99, "ms")}${others || ""}.`;
}

function cells(group: RunGroup): readonly (Html | string)[] {
  const { transport, stalenessMs } = group;
  const at = (share: number) => showFixed(quantile(stalenessMs, share), 1);
  const means = rangeOf(group, "staleness-mean-ms");
  return [
    LABELS[transport],
    showFixed(stalenessMs.length, 0),
    ...[0.5, 0.95, 0.99, 1].map(at),
    showFixed(means?.low, 1),
    showFixed(means?.high, 1),
  ];
}

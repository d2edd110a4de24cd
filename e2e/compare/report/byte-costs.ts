import { LABELS } from "#protocol/transports.ts";
import { drawByteBars } from "./byte-bars.ts";
import { sayFigure, showFixed } from "./figures.ts";
import { findGroup, type RunGroup, rangeOf, type SettingGroups } from "./groups.ts";
import { type Html, html } from "./html.ts";
import { roundUp } from "./scales.ts";
import { foldTable } from "./tables.ts";

const HEADS = ["Bytes", "of these payload", "overhead", "Requests", "Answers empty, %"];

/** What a delivered message costs on the wire, a panel a setting, all on one axis. */
export function showByteCosts(
  all: readonly SettingGroups[],
  earlier: readonly SettingGroups[] | undefined,
): Html {
  const most = [...all, ...(earlier ?? [])].flatMap(({ groups }) =>
    groups.flatMap((group) => rangeOf(group, "bytes-per-message")?.high ?? []),
  );
  const top = roundUp(Math.max(1, ...most));
  return html`<div class="multiples">${all.map(({ setting, groups }) => {
    const earlierOf = ({ transport }: RunGroup) => findGroup(earlier, setting.name, transport);
    const summary = sayCosts(groups);
    return html`<figure><h3>${setting.name}</h3>
${drawByteBars(groups, top, `Bytes for each delivered message, ${setting.name}: ${summary}`, earlierOf)}
<figcaption>${summary}</figcaption></figure>`;
  })}</div>
${foldTable(
  "Cost of a delivered message",
  ["Setting", "Transport", ...HEADS.map((figures) => ({ figures }))],
  all.flatMap(({ setting, groups }) => groups.map((group) => [setting.name, ...cells(group)])),
)}`;
}

function sayCosts(groups: readonly RunGroup[]): string {
  const costs = groups
    .flatMap((group) => {
      const bytes = rangeOf(group, "bytes-per-message")?.mean;
      return bytes === undefined ? [] : [{ label: LABELS[group.transport], bytes }];
    })
    .toSorted((a, b) => b.bytes - a.bytes);
  const [dearest, cheapest] = [costs.at(0), costs.at(-1)];
  if (!dearest || !cheapest) return "No run came to figures.";
  if (dearest === cheapest) return `${dearest.label} takes ${sayFigure(Math.round(dearest.bytes), "B")}.`;
  const ratio = sayFigure(dearest.bytes / cheapest.bytes, "1");
  return `${dearest.label} takes ${ratio} times the bytes of ${cheapest.label}.`;
}

function cells(group: RunGroup): readonly (Html | string)[] {
  const mean = (figure: Parameters<typeof rangeOf>[1]) => rangeOf(group, figure)?.mean;
  const empty = mean("empty-share");
  return [
    LABELS[group.transport],
    showFixed(mean("bytes-per-message"), 1),
    showFixed(mean("payload-per-message"), 1),
    showFixed(mean("overhead-per-message"), 1),
    showFixed(mean("requests-per-message"), 3),
    showFixed(empty === undefined ? undefined : empty * 100, 1),
  ];
}

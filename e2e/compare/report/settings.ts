import { LABELS } from "#protocol/transports.ts";
import type { CaseRecord } from "../record.ts";
import type { Setting } from "../setting.ts";
import { disturbancesOf } from "./disturbances.ts";
import type { RunGroup, SettingGroups } from "./groups.ts";
import { type Html, html, safeLink } from "./html.ts";
import { showTable } from "./tables.ts";

/** What was run, with links that run it again where a lab is there to open them. */
export function showSettings(all: readonly SettingGroups[], records: readonly CaseRecord[]): Html {
  const failed = records.filter(({ failure, figures }) => failure !== undefined || !figures);
  const repeated = records.filter(({ failedBefore }) => failedBefore !== undefined);
  return html`${showTable(
    "Settings, and links that replay a run of each",
    ["Setting", "What it stands for", "Scenario", "Messages", "Replay"],
    all.map(({ setting, groups }) => [
      html`<b>${setting.name}</b>`,
      html`${setting.about}${disturbancesOf(setting).length > 0 && html` <span class="done">${disturbancesOf(setting).join("; ")}</span>`}`,
      html`<code>${setting.link.split(/(?<=[&,])/).map((part) => html`${part}<wbr>`)}</code> ${setting.browser !== "chromium" && setting.browser}`,
      `${setting.messages} after ${setting.warmUp}`,
      html`<span class="replays">${groups.map(showReplay)}</span>${beyondLink(setting).length > 0 && html` <span class="done">without: ${beyondLink(setting).join("; ")}</span>`}`,
    ]),
  )}
${
  failed.length > 0 &&
  showTable(
    "Runs that came to no figures",
    ["Run", "Why", "Replay"],
    failed.map((record) => [
      html`<code>${record.case.id}</code>`,
      record.failure ?? "It has no figures.",
      showLink(record, "replay") ?? "\u2013",
    ]),
  )
}
${
  repeated.length > 0 &&
  showTable(
    "Runs that failed first, and were run again",
    ["Run", "Why, each time"],
    repeated.map(({ case: { id }, failedBefore = [] }) => [
      html`<code>${id}</code>`,
      failedBefore.join("; "),
    ]),
  )
}`;
}

/** What a case was run with that no link can say: on the dashboard it has to be seen to by hand, if at all. */
function beyondLink({ cpuSlowdown, background, browser }: Setting): string[] {
  return [
    ...(cpuSlowdown > 1 ? [`a processor ${cpuSlowdown} times slower`] : []),
    ...(background ? ["another tab in front"] : []),
    ...(browser === "chromium" ? [] : [browser]),
  ];
}

function showReplay({ transport, runs, failed }: RunGroup): Html | undefined {
  const first = runs[0] ?? failed[0];
  return (
    first && html`<span class="replay">${showLink(first, LABELS[transport]) ?? LABELS[transport]}</span>`
  );
}

function showLink(record: CaseRecord, words: string): Html | undefined {
  const link = safeLink(record.case.link);
  return link === undefined ? undefined : html`<a href="${link}">${words}</a>`;
}

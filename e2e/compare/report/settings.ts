import { LABELS } from "#protocol/transports.ts";
import type { CaseRecord } from "../record.ts";
import { disturbancesOf } from "./disturbances.ts";
import type { RunGroup, SettingGroups } from "./groups.ts";
import { type Html, html, safeLink } from "./html.ts";
import { showTable } from "./tables.ts";

/** What was run, with links that run it again where a lab is there to open them. */
export function showSettings(all: readonly SettingGroups[], records: readonly CaseRecord[]): Html {
  const failed = records.filter(({ failure, figures }) => failure !== undefined || !figures);
  return html`${showTable(
    "Settings, and links that replay a run of each",
    ["Setting", "What it stands for", "Scenario", "Messages", "Replay"],
    all.map(({ setting, groups }) => [
      html`<b>${setting.name}</b>`,
      html`${setting.about}${disturbancesOf(setting).length > 0 && html` <span class="done">${disturbancesOf(setting).join("; ")}</span>`}`,
      html`<code>${setting.link.split(/(?<=[&,])/).map((part) => html`${part}<wbr>`)}</code> ${setting.browser !== "chromium" && setting.browser}`,
      `${setting.messages} after ${setting.warmUp}`,
      html`<span class="replays">${groups.map(showReplay)}</span>`,
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
}`;
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

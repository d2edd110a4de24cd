import type { Verdict } from "../claim.ts";
import type { CaseRecord, StudyHead } from "../record.ts";
import { showAgreements } from "./agreements.ts";
import { showByteCosts } from "./byte-costs.ts";
import { sayDate, showChanges } from "./changes.ts";
import { showClaims } from "./claims.ts";
import { showDistributions } from "./distributions.ts";
import { showDisturbances } from "./disturbances.ts";
import { showEnvironment } from "./environment.ts";
import { count } from "./figures.ts";
import { groupRuns, type Study } from "./groups.ts";
import { type Html, html } from "./html.ts";
import { showLimits } from "./limits.ts";
import { SAVE_HASH, showRawData } from "./raw-data.ts";
import { showSettings } from "./settings.ts";
import { readStyle } from "./style.ts";
import { showTally } from "./tally.ts";

interface Section {
  readonly id: string;
  readonly title: string;
  /** How to read it, and where its figures come from. */
  readonly about?: Html;
  readonly body: Html;
}

/**
 * A study as one HTML file that needs nothing beside it: claims with their verdicts first, then what they rest on. With an
 * earlier study, both are laid over each other.
 */
export function writeReport(
  study: StudyHead,
  records: readonly CaseRecord[],
  verdicts: readonly Verdict[],
  earlier?: Study,
): string {
  const now: Study = { study, records, verdicts };
  const sections = sectionsOf(now, earlier);
  const policy = `default-src 'none'; style-src 'unsafe-inline'; font-src data:; script-src ${SAVE_HASH}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Realtime transports compared, ${sayDate(study.startedAt)}</title>
<style>${readStyle()}</style>
</head>
<body>
<a class="skip" href="#claims">To the claims</a>
<header>
<p class="kicker">The Realtime Ladder: a comparison study</p>
<h1>Realtime transports compared</h1>
<p class="byline">${sayDate(study.startedAt)} · seed <span class="figure">${study.seed}</span> · ${count(records.length, "run")} in ${count(study.settings.length, "setting")}, ${count(study.repetitions, "repetition")} each · ${Object.entries(
    study.environment.browsers,
  )
    .map(([name, version]) => `${name} ${version}`)
    .join(", ")}</p>
${showTally(now)}
<nav aria-label="Contents"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
</header>
<main>
${sections.map(({ id, title, about, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${about}${body}</section>`)}
</main>
</body>
</html>
`.text;
}

function sectionsOf(now: Study, earlier: Study | undefined): Section[] {
  const { study, records } = now;
  const all = groupRuns(now);
  const before = earlier && groupRuns(earlier);
  return [
    ...(earlier ? [{ id: "changes", title: "What has changed", body: showChanges(now, earlier) }] : []),
    {
      id: "claims",
      title: "Claims and verdicts",
      about: html`<p>All were written down before the first run, and sealed with settings, repetitions and seed by a SHA-256 (<code class="hash">${study.planHash.slice(0, 16)}…</code>, in full below). A claim is true where the whole interval of left ÷ right lies within what it says (shaded), false where the whole of it lies outside, and inconclusive otherwise; of equality, true or false by each run alone. Intervals are bootstrapped over runs, not over messages.</p>`,
      body: showClaims(now, earlier),
    },
    {
      id: "staleness",
      title: "How stale what arrives is",
      about: html`<p>From publication to the application, of every message of every run. The line is the median, written out at the right; the ring the 99th percentile; each tick under the base the median of one run. One axis for all panels, by powers of ten; each row to its own height. <span class="provenance">browser</span></p>`,
      body: showDistributions(all, before),
    },
    {
      id: "bytes",
      title: "What a delivered message costs",
      about: html`<p>TCP payload both ways, per message that came. Full: the message itself; pale: what carries it; the bar’s line runs from the least to the most of the runs. One axis for all panels. <span class="provenance">server</span></p>`,
      body: showByteCosts(all, before),
    },
    {
      id: "disturbances",
      title: "Under disturbance",
      about: html`<p>The median of staleness, and the worst; then messages missed, messages that came twice, connections made anew. <span class="provenance">browser</span></p>`,
      body: showDisturbances(all, before),
    },
    {
      id: "agreement",
      title: "Three vantage points",
      about: html`<p>The page counts what its scripts can see; the server counts at its sockets; the Chrome DevTools Protocol counts in between. Where they differ, what each leaves out is a finding.</p>`,
      body: showAgreements(records),
    },
    {
      id: "settings",
      title: "What was run",
      about: html`<p>A link replays the scenario of the first run of its kind on a dashboard, with the same updates, and the same faults at the same times. When a run ends and what was warm-up is not in it; nor are a slower processor, another tab in front or another browser, which are named beside it where there was one. Start the lab first.</p>`,
      body: showSettings(all, records),
    },
    { id: "environment", title: "Environment", body: showEnvironment(now, earlier) },
    { id: "limits", title: "What this does not say", body: showLimits(now) },
    { id: "raw", title: "Raw data", body: showRawData(now) },
  ];
}

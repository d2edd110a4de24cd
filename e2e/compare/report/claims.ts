import { LABELS } from "#protocol/transports.ts";
import type { Claim, Estimate, Measured, Verdict } from "../claim.ts";
import { FIGURES } from "../record.ts";
import { count, isNumber, sayEstimate, sayFigure, unitOf } from "./figures.ts";
import type { Study } from "./groups.ts";
import { type Content, type Html, html, safeLink } from "./html.ts";
import { drawInterval, sayZone } from "./interval-plot.ts";
import { showVerdict } from "./marks.ts";

export const PARTS = [
  ["formula", "What the formulas say"],
  ["lesson", "What the lesson says"],
  ["literature", "The literature, measured again"],
] as const satisfies readonly (readonly [Claim["part"], string])[];

const READ: Readonly<Record<Claim["source"]["read"], string>> = {
  "in full": "Read in full.",
  "in part": "Read in part.",
  "through others": "Not read itself: known through others who cite it.",
  "not at all": "The source could not be read.",
  "derived here": "Derived here.",
};

/** Each claim with its verdict, in three parts; then those that were not put to the test. */
export function showClaims({ study, verdicts }: Study, earlier: Study | undefined): Html {
  const verdictOf = (claim: Claim) => verdicts.find((one) => one.claim === claim.id);
  const untested = study.claims.filter((claim) => !verdictOf(claim));
  const parts = PARTS.map(([part, title]) => {
    const judged = study.claims.filter((claim) => claim.part === part && verdictOf(claim));
    const rows = judged.flatMap((claim, i) => {
      const verdict = verdictOf(claim);
      return verdict ? [showClaim(claim, verdict, judged[i - 1], earlier)] : [];
    });
    return (
      rows.length > 0 &&
      html`<h3 id="${part}">${title}</h3>
<table class="claims" role="table" aria-labelledby="${part}">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Verdict</th><th role="columnheader" scope="col">Claim, and what was measured</th><th role="columnheader" scope="col">Left ÷ right, 95 % interval</th></tr></thead>
<tbody role="rowgroup">${rows}</tbody></table>`
    );
  });
  return html`${parts}${verdicts.length === 0 && html`<p>No claim could be judged: the runs that they need did not come to figures.</p>`}
${
  untested.length > 0 &&
  html`<h3>Not put to the test</h3>
<p>${count(untested.length, "claim")} of this study’s list had no runs to be judged by.</p>
<ul class="untested">${untested.map(({ id, statement }) => html`<li>${statement} <code>${id}</code></li>`)}</ul>`
}`;
}

function showClaim(
  claim: Claim,
  verdict: Verdict,
  above: Claim | undefined,
  earlier: Study | undefined,
): Html {
  const before = earlier?.verdicts.find((one) => one.claim === claim.id);
  const name = `Left divided by right for “${claim.statement}”: ${sayEstimate(verdict.ratio, "1")}`;
  const plot = drawInterval(claim, verdict.ratio, name, before?.ratio);
  return html`<tr role="row" id="claim-${claim.id}" class="${before && before.verdict !== verdict.verdict && "changed"}">
<td role="cell">${showVerdict(verdict.verdict)}${before && showBefore(before, verdict)}</td>
<th role="rowheader" scope="row"><span class="statement">${claim.statement}</span>
<span class="measured">${showMeasured(claim, verdict)}</span>
${showSource(claim, above)}</th>
<td role="cell">${plot}
<span class="ratio">${isNumber(verdict.ratio.mean) ? sayEstimate(verdict.ratio, "1") : "no ratio: right is 0"}</span>
<span class="claimed">${sayZone(claim)}</span>
<span class="effect">${sayEffect(verdict)}</span></td></tr>`;
}

function showBefore(before: Verdict, now: Verdict): Html {
  return before.verdict === now.verdict
    ? html`<span class="before">as before</span>`
    : html`<span class="before">changed; was ${showVerdict(before.verdict)}</span>`;
}

function sayEffect({ effect, runs, failed, repeated = 0 }: Verdict): string {
  const without = failed - repeated;
  const of = `${count(runs, "run")}${without > 0 ? `, ${without} without the figure` : ""}${repeated > 0 ? `, ${repeated} failed first and run again` : ""}`;
  if (!effect) return of;
  const delta = effect.delta.toFixed(2).replace("-", "\u2212");
  return `${of}; effect ${effect.size}, Cliff’s δ ${delta}`;
}

/** What was measured on both sides, with the words that they share said once. */
function showMeasured({ left, right, isPhysics }: Claim, verdict: Verdict): Html {
  const unit = unitOf(left.figure);
  const side = (what: Content, estimate: Estimate) =>
    html`${what} <span class="figure">${sayEstimate(estimate, unit)}</span>`;
  const words = (one: Measured) => html`${FIGURES[one.figure].words}, <i>${one.setting}</i>`;
  const source = html`<span class="provenance">${FIGURES[left.figure].source}</span> <span class="provenance">${isPhysics ? "on any machine" : "on this machine"}</span>`;
  const first = html`${words(left)}: ${side(LABELS[left.transport], verdict.left)}`;
  if ("value" in right)
    return html`${first}, against <span class="figure">${sayFigure(right.value, unit)}</span> from ${keepTogether(right.from)} ${source}`;
  if (left.figure === right.figure && left.setting === right.setting)
    return html`${first}, against ${side(LABELS[right.transport], verdict.right)} ${source}`;
  const estimate = html`<span class="figure">${sayEstimate(verdict.right, unitOf(right.figure))}</span>`;
  return html`${first}, against ${words(right)}: ${LABELS[right.transport]} ${estimate} ${source}`;
}

/** What is as for the claim above is not said twice. */
function showSource({ source, caveat }: Claim, above: Claim | undefined): Html {
  const isSame = above?.source.citation === source.citation && above.source.claimed === source.claimed;
  const link = source.url && safeLink(source.url);
  const citation = link ? html`<a href="${link}">${source.citation}</a>` : source.citation;
  const whole = html`${citation}. Claimed: ${endSentence(source.claimed)} <b>${READ[source.read]}</b>`;
  const why =
    caveat !== "" && caveat !== above?.caveat && html` <i>Why it may differ here:</i> ${endSentence(caveat)}`;
  return html`<span class="source">${isSame ? "Source as above." : whole}${why}</span>`;
}

function endSentence(text: string): string {
  return /[.!?…]["”’)]?$/.test(text) ? text : `${text}.`;
}

/** Keeps `T = 400 ms` on one line. */
function keepTogether(formula: string): string {
  return formula.replace(/ (?==)|(?<==) |(?<=\d) (?=(ms|s|B)\b)/g, "\u00a0");
}

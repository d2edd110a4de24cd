import type { Verdict } from "../claim.ts";
import { PARTS } from "./claims.ts";
import type { Study } from "./groups.ts";
import { type Html, html } from "./html.ts";
import { showMark, showVerdict } from "./marks.ts";

/** How many claims are true, false and inconclusive; then all of them as marks, each leading to its claim. */
export function showTally({ study, verdicts }: Study): Html {
  const amount = (verdict: Verdict["verdict"]) => verdicts.filter((one) => one.verdict === verdict).length;
  const parts = PARTS.flatMap(([part, title]) => {
    const marks = study.claims.flatMap((claim) => {
      const verdict = verdicts.find((one) => one.claim === claim.id)?.verdict;
      const says = `${verdict}: ${claim.statement}`;
      return claim.part === part && verdict
        ? [html`<a href="#claim-${claim.id}" title="${says}" aria-label="${says}">${showMark(verdict)}</a>`]
        : [];
    });
    return marks.length > 0 ? [html`<dt>${title}</dt><dd>${marks}</dd>`] : [];
  });
  return html`<ul class="tally" aria-label="Verdicts">${(["true", "false", "inconclusive"] as const).map(
    (verdict) => html`<li><span class="amount">${amount(verdict)}</span> ${showVerdict(verdict)}</li>`,
  )}</ul>
${parts.length > 0 && html`<dl class="glance">${parts}</dl>`}`;
}

import type { Claim, Verdict } from "../claim.ts";
import { count } from "./figures.ts";
import type { Study } from "./groups.ts";
import { type Html, html } from "./html.ts";
import { showVerdict } from "./marks.ts";

interface Change {
  readonly claim: Claim;
  readonly before: Verdict;
  readonly now: Verdict;
}

/** Claims that both studies have judged, and judged differently. */
export function changedVerdicts({ study, verdicts }: Study, earlier: Study): Change[] {
  return study.claims.flatMap((claim) => {
    const now = verdicts.find((one) => one.claim === claim.id);
    const before = earlier.verdicts.find((one) => one.claim === claim.id);
    return now && before && now.verdict !== before.verdict ? [{ claim, before, now }] : [];
  });
}

/** What differs between two studies laid over each other: the verdicts first, then what the studies themselves were. */
export function showChanges(study: Study, earlier: Study): Html {
  const changes = changedVerdicts(study, earlier);
  const both = study.verdicts.filter((now) => earlier.verdicts.some((before) => before.claim === now.claim));
  const alike = study.study.claimsHash === earlier.study.claimsHash;
  return html`<p>Drawn dashed and hollow in every figure: the study of ${sayDate(earlier.study.startedAt)}, seed ${earlier.study.seed}.
Of ${count(both.length, "claim")} that both have judged, ${changes.length === 0 ? "none has another verdict now" : html`<strong>${changes.length} ${changes.length === 1 ? "has" : "have"} another verdict now</strong>`}.
${alike ? "Both judged by the same claims, word for word." : "The list of claims has changed in between, so a claim of the same name may say something else."}</p>
${
  changes.length > 0 &&
  html`<ul class="changes">${changes.map(
    ({ claim, before, now }) =>
      html`<li>${showVerdict(before.verdict, `was ${before.verdict}`)} ${showVerdict(now.verdict, `is ${now.verdict}`)} <a href="#claim-${claim.id}">${claim.statement}</a></li>`,
  )}</ul>`
}`;
}

/** `24 November 2026, 15:40 UTC` */
export function sayDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}

import type { Verdict } from "../claim.ts";
import { type Html, html } from "./html.ts";

const SHAPES: Readonly<Record<Verdict["verdict"], Html>> = {
  true: html`<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.6 8.4l2.4 2.3 4.4-5" class="cut"/>`,
  false: html`<circle cx="8" cy="8" r="6.25" class="ring"/><path d="M5.4 5.4l5.2 5.2m0-5.2l-5.2 5.2" class="stroke"/>`,
  inconclusive: html`<circle cx="8" cy="8" r="6.25" class="ring" stroke-dasharray="2.6 2.3"/><path d="M4.8 8h6.4" class="stroke"/>`,
};

/** The shape alone, for where its word stands beside it, or is its name. */
export function showMark(verdict: Verdict["verdict"]): Html {
  return html`<svg class="mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${SHAPES[verdict]}</svg>`;
}

/** A verdict by shape and word: full with a check, open with a cross, broken with a bar. No colour is needed. */
export function showVerdict(verdict: Verdict["verdict"], word: string = verdict): Html {
  return html`<span class="verdict">${showMark(verdict)} ${word}</span>`;
}

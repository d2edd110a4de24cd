import { type Content, type Html, html } from "./html.ts";

/** A table whose first cells head their rows. Where it is wider than the page it scrolls, by keyboard too. */
export function showTable(
  name: string,
  heads: readonly Content[],
  rows: readonly (readonly Content[])[],
): Html {
  return html`<div class="wide" role="region" aria-label="${name}" tabindex="0"><table><caption>${name}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** The figures of a chart for those who would rather read them; folded away on the screen, not on paper. */
export function foldTable(
  name: string,
  heads: readonly Content[],
  rows: readonly (readonly Content[])[],
): Html {
  return html`<details><summary>${name}, as a table</summary>${showTable(name, heads, rows)}</details>`;
}

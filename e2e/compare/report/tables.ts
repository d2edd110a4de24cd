import { type Content, Html, html } from "./html.ts";

/** The head of a column of figures, which stand under each other from the right. */
export interface Figures {
  readonly figures: string;
}
export type Head = Content | Figures;
type Row = readonly Content[];

/**
 * A table whose first cells head their rows. Rows in sequence that begin with the same text share that cell, and their
 * second cell heads them too. Where the table is wider than the page it scrolls, by keyboard too.
 */
export function showTable(name: string, heads: readonly Head[], rows: readonly Row[]): Html {
  const spans = rows.map((row, i) => spanFrom(rows, i, row[0]));
  const isGrouped = spans.some((span) => span > 1);
  return html`<div class="wide" role="region" aria-label="${name}" tabindex="0"><table><caption>${name}</caption>
<thead><tr>${heads.map((head) =>
    isFigures(head)
      ? html`<th scope="col" class="number">${head.figures}</th>`
      : html`<th scope="col">${head}</th>`,
  )}</tr></thead>
<tbody>${rows.map((row, i) => {
    const span = spans[i] ?? 1;
    const cells = row.map((cell, column) => {
      if (column === 0)
        return span > 0 && html`<th scope="${span > 1 ? "rowgroup" : "row"}" rowspan="${span}">${cell}</th>`;
      if (column === 1 && isGrouped) return html`<th scope="row">${cell}</th>`;
      return html`<td class="${isFigures(heads[column]) && "number"}">${cell}</td>`;
    });
    return html`<tr class="${isGrouped && (spans[i + 1] ?? 1) === 0 && "goes-on"}">${cells}</tr>`;
  })}</tbody></table></div>`;
}

/** The figures of a chart for those who would rather read them; folded away on the screen, not on paper. */
export function foldTable(name: string, heads: readonly Head[], rows: readonly Row[]): Html {
  return html`<details><summary>${name}, as a table</summary>${showTable(name, heads, rows)}</details>`;
}

/** Rows from here on that begin with the same text; 0 where one above has that cell already. */
function spanFrom(rows: readonly Row[], from: number, first: Content): number {
  if (typeof first !== "string") return 1;
  if (rows[from - 1]?.[0] === first) return 0;
  const end = rows.findIndex((row, i) => i > from && row[0] !== first);
  return (end === -1 ? rows.length : end) - from;
}

function isFigures(head: Head): head is Figures {
  return typeof head === "object" && !(head instanceof Html) && "figures" in head;
}

import { createHash } from "node:crypto";
import { writeRecordsCsv } from "./csv.ts";
import { count } from "./figures.ts";
import type { Study } from "./groups.ts";
import { Html, html, jsonForScript } from "./html.ts";

/**
 * Without it the links lead to the files beside the report. A `data:` link would do without a script, but Chromium takes
 * none of more than 2 MB.
 */
const SAVE = `for (const link of document.querySelectorAll("a[data-save]"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const { csv, ...study } = JSON.parse(document.getElementById("raw-json").textContent);
    const isCsv = link.dataset.save === "csv";
    const blob = new Blob([isCsv ? csv : JSON.stringify(study)], { type: isCsv ? "text/csv" : "application/json" });
    const url = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href: url, download: link.download }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  });`;

/** The one script of the page, as a Content-Security-Policy names it. */
export const SAVE_HASH = `'sha256-${createHash("sha256").update(SAVE).digest("base64")}'`;

/** All that the page was made from, inside the page itself, to be saved as JSON or CSV. */
export function showRawData({ study, records, verdicts }: Study): Html {
  const csv = writeRecordsCsv(records);
  return html`<p>All that this report was made from is inside its HTML file: <a data-save="json" download="study.json" href="study.json">study, records and verdicts as JSON</a>,
with the staleness of every message; <a data-save="csv" download="records.csv" href="records.csv">${count(records.length, "run")} as CSV</a>,
one line each, in the columns of the dashboard’s own export.</p>
<script type="application/json" id="raw-json">${jsonForScript({ study, records, verdicts, csv })}</script>
<script>${new Html(SAVE)}</script>`;
}

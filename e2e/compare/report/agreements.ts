import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Agreement, CaseRecord } from "../record.ts";
import { count } from "./figures.ts";
import { type Content, type Html, html } from "./html.ts";
import { showVerdict } from "./marks.ts";
import { showTable } from "./tables.ts";

type Vantage = "browser" | "server" | "cdp";

/** One figure of one transport, as all runs have it. */
interface Row {
  readonly what: string;
  readonly transport: TransportName;
  readonly all: readonly { readonly agreement: Agreement; readonly case: string }[];
}

/** Reasons that a row says in full; the rest are in the raw data. */
const REASONS = 3;

/** The same figure from three places, by figure and transport, and why they differ where they do. */
export function showAgreements(records: readonly CaseRecord[]): Html {
  const rows = rowsOf(records);
  const total = rows.reduce((sum, { all }) => sum + all.filter(isHeld).length, 0);
  if (total === 0) return html`<p>No run has figures from more than one vantage point.</p>`;
  const wrong = rows.flatMap(({ all }) => all.filter(({ agreement }) => !agreement.agrees));
  const cut = new Set(
    records.flatMap(({ case: { id }, page }) => (page && page.figures.reconnects > 0 ? [id] : [])),
  );
  const lost = wrong.filter(({ case: id }) => cut.has(id));
  return html`<p>${count(total, "figure")} ${total === 1 ? "was" : "were"} held against each other; ${
    wrong.length === 0
      ? "all are equal, or differ by exactly what is said here."
      : html`<strong>${count(wrong.length, "differs", "differ")} by more than anything here explains to the byte</strong>, the first in <code>${wrong[0]?.case}</code>${lost.length > 0 && `; ${lost.length === wrong.length ? "in each of these runs" : `in ${lost.length} of them`} a connection was lost, with what was on its way`}.`
  } Amounts are from the least to the most of the runs.</p>
${showTable(
  "The same figures from three vantage points, all runs of a transport together",
  ["Figure", "Transport", "Browser", "Server", "CDP", "Agree", "What each leaves out"],
  rows.map(({ what, transport, all }) => [
    what,
    LABELS[transport],
    ...(["browser", "server", "cdp"] as const).map((vantage) => sayRange(all, vantage)),
    showAgreed(all),
    explain(all),
  ]),
)}`;
}

function rowsOf(records: readonly CaseRecord[]): Row[] {
  const found = records.flatMap((record) =>
    (record.agreement ?? []).map((agreement) => ({
      agreement,
      case: record.case.id,
      transport: record.case.transport,
    })),
  );
  const whats = [...new Set(found.map(({ agreement }) => agreement.what))];
  return whats.flatMap((what) =>
    TRANSPORTS.flatMap((transport) => {
      const all = found.filter((one) => one.agreement.what === what && one.transport === transport);
      return all.length > 0 ? [{ what, transport, all }] : [];
    }),
  );
}

/** What only one has counted can neither agree nor differ. */
function isHeld({ agreement: { browser, server, cdp } }: Row["all"][number]): boolean {
  return [browser, server, cdp].filter((value) => value !== undefined).length > 1;
}

function sayRange(all: Row["all"], vantage: Vantage): Html | string {
  const values = all.flatMap(({ agreement }) => agreement[vantage] ?? []);
  if (values.length === 0) return "\u2013";
  const ends = new Set(
    [Math.min(...values), Math.max(...values)].map((value) => String(Math.round(value * 100) / 100)),
  );
  return html`<span class="figure">${[...ends].join("\u2009–\u2009")}</span>`;
}

function showAgreed(all: Row["all"]): Html | string {
  const held = all.filter(isHeld);
  if (held.length === 0) return "\u2013";
  const agreed = held.filter(({ agreement }) => agreement.agrees).length;
  return showVerdict(agreed === held.length ? "true" : "false", `${agreed} of ${held.length}`);
}

/** Each reason once, whatever its amounts in one run or the other; what differs without a reason first, and where. */
function explain(all: Row["all"]): Content {
  const sorted = all
    .filter(({ agreement }) => agreement.explanation !== "")
    .toSorted((a, b) => Number(a.agreement.agrees) - Number(b.agreement.agrees));
  const kinds = Object.values(
    Object.groupBy(sorted, ({ agreement }) => agreement.explanation.replace(/\d+(\.\d+)?/g, "#")),
  ).flatMap((kind) => (kind ? [kind] : []));
  if (kinds.length === 0) return "Equal.";
  const rest = kinds.length - REASONS;
  return [...kinds.slice(0, REASONS).map(explainKind), rest > 0 && `${rest} more in the raw data.`];
}

function explainKind(kind: Row["all"]): Content {
  const [first] = kind;
  if (!first) return undefined;
  const { explanation, agrees } = first.agreement;
  const isAlike = kind.every(({ agreement }) => agreement.explanation === explanation);
  const reason = explanation.charAt(0).toUpperCase() + explanation.slice(1).replace(/\.$/, "");
  return html`<span class="reason">${reason}${!agrees && html` (<code>${first.case}</code>)`}.${!isAlike && ` So too, with their own amounts, in ${count(kind.length - 1, "other run")}.`}</span>`;
}

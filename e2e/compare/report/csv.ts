import { LABELS } from "#protocol/transports.ts";
import type { CaseRecord } from "../record.ts";

type Cell = string | number | undefined;
type Column = readonly [name: string, of: (record: CaseRecord) => Cell];

const CASE: readonly Column[] = [
  ["case", (record) => record.case.id],
  ["setting", (record) => record.case.setting],
  ["repetition", (record) => record.case.repetition],
  ["seed", (record) => record.case.seed],
  ["started_at", ({ startedAt }) => startedAt],
  ["duration_ms", ({ durationMs }) => durationMs],
  ["load", ({ load }) => load],
  [
    "warm_up_clean",
    ({ failure, warmUpClean }) => (failure === undefined ? String(warmUpClean ?? true) : undefined),
  ],
  ["failure", ({ failure }) => failure],
  ["failed_before", ({ failedBefore }) => failedBefore?.length ?? 0],
  ["replay", (record) => record.case.link],
];
/** As the dashboard's own export names them, in its order. */
const DASHBOARD: readonly Column[] = [
  ["transport", (record) => LABELS[record.case.transport]],
  ["browser_delivered", ({ page }) => page?.figures.delivered],
  ["browser_missed", ({ page }) => page?.figures.missed],
  ["browser_duplicated", ({ page }) => page?.figures.duplicated],
  ["browser_reordered", ({ page }) => page?.figures.reordered],
  ["browser_resets", ({ page }) => page?.figures.resets],
  ["browser_requests", ({ page }) => page?.figures.requests],
  ["browser_empty_responses", ({ page }) => page?.figures.emptyResponses],
  ["browser_reconnects", ({ page }) => page?.figures.reconnects],
  ["browser_first_value_ms", ({ page }) => page?.figures.firstValueMs],
  ["browser_staleness_samples", ({ page }) => page?.figures.staleness?.count],
  ["browser_staleness_p50_ms", ({ page }) => page?.figures.staleness?.p50],
  ["browser_staleness_p95_ms", ({ page }) => page?.figures.staleness?.p95],
  ["browser_staleness_p99_ms", ({ page }) => page?.figures.staleness?.p99],
  ["browser_staleness_max_ms", ({ page }) => page?.figures.staleness?.max],
  ["browser_mean_age_ms", ({ page }) => page?.figures.meanAgeMs],
  ["browser_queueing_mean_ms", ({ page }) => page?.figures.queueingMs],
  ["browser_hidden_samples", ({ page }) => page?.figures.hiddenSamples],
  ["server_connections_opened", ({ server }) => server?.connections.opened],
  ["server_connections_open", ({ server }) => server?.connections.open],
  ["server_requests", ({ server }) => server?.requests],
  ["server_preflights", ({ server }) => server && (server.preflights ?? 0)],
  ["server_empty_responses", ({ server }) => server?.emptyResponses],
  ["server_messages", ({ server }) => server?.messages],
  ["server_coalesced", ({ server }) => server?.coalesced],
  ["server_heartbeats", ({ server }) => server?.heartbeats],
  ["server_in_bytes", ({ server }) => server?.bytesIn],
  ["server_out_bytes", ({ server }) => server?.bytesOut],
  ["server_payload_bytes", ({ server }) => server?.payloadBytes],
];
const VANTAGE: readonly Column[] = [
  ["browser_updates", ({ page }) => page?.updates],
  ["browser_clock_bound_ms", ({ page }) => page?.clockBoundMs],
  ["cdp_requests", ({ cdp }) => cdp?.requests],
  ["cdp_encoded_bytes", ({ cdp }) => cdp?.encodedBytes],
  ["cdp_events", ({ cdp }) => cdp?.events],
  ["cdp_frames_in", ({ cdp }) => cdp?.framesIn],
  ["cdp_frames_out", ({ cdp }) => cdp?.framesOut],
  ["cdp_frame_payload_bytes", ({ cdp }) => cdp?.framePayloadBytes],
  ["cdp_frame_head_bytes", ({ cdp }) => cdp?.frameHeadBytes],
];
const COLUMNS = [...CASE, ...DASHBOARD, ...VANTAGE];

/**
 * The records as CSV (RFC 4180), one line a case under a line of names; a figure there is not is empty. Columns have the
 * names of the dashboard's export, so that both go into one table.
 */
export function writeRecordsCsv(records: readonly CaseRecord[]): string {
  const head = COLUMNS.map(([name]) => name);
  const rows = records.map((record) => COLUMNS.map(([, of]) => of(record)));
  return [head, ...rows].map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

/** A cell with a comma, a quote or a line's end in it stands in quotes, and its own quotes are doubled. RFC 4180 §2 */
function quote(cell: Cell): string {
  const text = String(cell ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

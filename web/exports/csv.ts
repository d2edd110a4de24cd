import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import type { LaneView, Snapshot } from "../measuring/snapshot.ts";

type Cell = string | number | undefined;

/** Each column with its unit in its name, and where its figure comes from: `browser` or `server`. */
const COLUMNS: readonly (readonly [name: string, of: (lane: LaneView) => Cell])[] = [
  ["transport", ({ transport }) => LABELS[transport]],
  ["browser_delivered", ({ figures }) => figures.delivered],
  ["browser_missed", ({ figures }) => figures.missed],
  ["browser_duplicated", ({ figures }) => figures.duplicated],
  ["browser_reordered", ({ figures }) => figures.reordered],
  ["browser_resets", ({ figures }) => figures.resets],
  ["browser_requests", ({ figures }) => figures.requests],
  ["browser_empty_responses", ({ figures }) => figures.emptyResponses],
  ["browser_reconnects", ({ figures }) => figures.reconnects],
  ["browser_first_value_ms", ({ figures }) => figures.firstValueMs],
  ["browser_staleness_samples", ({ figures }) => figures.staleness?.count],
  ["browser_staleness_p50_ms", ({ figures }) => figures.staleness?.p50],
  ["browser_staleness_p95_ms", ({ figures }) => figures.staleness?.p95],
  ["browser_staleness_p99_ms", ({ figures }) => figures.staleness?.p99],
  ["browser_staleness_max_ms", ({ figures }) => figures.staleness?.max],
  ["browser_mean_age_ms", ({ figures }) => figures.meanAgeMs],
  ["browser_queueing_mean_ms", ({ figures }) => figures.queueingMs],
  ["browser_hidden_samples", ({ figures }) => figures.hiddenSamples],
  ["server_connections_opened", ({ meter }) => meter?.connections.opened],
  ["server_connections_open", ({ meter }) => meter?.connections.open],
  ["server_requests", ({ meter }) => meter?.requests],
  ["server_preflights", ({ meter }) => meter && (meter.preflights ?? 0)],
  ["server_empty_responses", ({ meter }) => meter?.emptyResponses],
  ["server_messages", ({ meter }) => meter?.messages],
  ["server_coalesced", ({ meter }) => meter?.coalesced],
  ["server_heartbeats", ({ meter }) => meter?.heartbeats],
  ["server_in_bytes", ({ meter }) => meter?.bytesIn],
  ["server_out_bytes", ({ meter }) => meter?.bytesOut],
  ["server_payload_bytes", ({ meter }) => meter?.payloadBytes],
];

/** The figures of each lane as CSV (RFC 4180), one line a lane under a line of names; a figure there is not is empty. */
export function writeCsv(lanes: Snapshot["lanes"]): string {
  const head = COLUMNS.map(([name]) => name);
  const rows = TRANSPORTS.map((transport) => COLUMNS.map(([, of]) => of(lanes[transport])));
  return [head, ...rows].map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

/** A cell with a comma, a quote or a line's end in it stands in quotes, and its own quotes are doubled. RFC 4180 §2 */
export function quote(cell: Cell): string {
  const text = String(cell ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

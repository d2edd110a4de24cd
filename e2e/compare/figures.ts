import type { LaneFigures } from "#protocol/figures.ts";
import type { LaneMeter } from "#protocol/meter.ts";
import type { CaseRecord, FigureName } from "./record.ts";

/** What a case has measured, as page and server told it. */
export interface Measurements {
  readonly browser: LaneFigures;
  readonly server: LaneMeter;
  readonly stalenessMs: readonly number[];
  readonly durationMs: number;
}

/** All figures that a claim may name; what there is none of (a mean of nothing, a ratio to nothing) is left out. */
export function figuresOf({
  browser,
  server,
  stalenessMs,
  durationMs,
}: Measurements): NonNullable<CaseRecord["figures"]> {
  const { delivered, missed, duplicated, reconnects, firstValueMs, meanAgeMs } = browser;
  const { requests, emptyResponses, messages, bytesIn, bytesOut, payloadBytes } = server;
  const bytes = bytesIn + bytesOut;
  const sorted = stalenessMs.toSorted((a, b) => a - b);
  const all: Record<FigureName, number | undefined> = {
    "staleness-mean-ms": sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
    "staleness-p50-ms": quantileOf(sorted, 0.5),
    "staleness-p99-ms": quantileOf(sorted, 0.99),
    "staleness-max-ms": sorted.at(-1),
    "age-mean-ms": meanAgeMs,
    "first-value-ms": firstValueMs,
    "share-seen": delivered / (delivered + missed),
    missed,
    duplicated,
    reconnects,
    requests,
    "requests-per-message": requests / messages,
    "empty-share": emptyResponses / requests,
    "bytes-per-message": bytes / messages,
    "overhead-per-message": (bytes - payloadBytes) / messages,
    "payload-per-message": payloadBytes / messages,
    "bytes-in-per-request": bytesIn / requests,
    "bytes-per-second": (1000 * bytes) / durationMs,
    "messages-per-megabyte": (1e6 * messages) / bytes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value)));
}

/** The sample that a share of them does not exceed (nearest rank). */
function quantileOf(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

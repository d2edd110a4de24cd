import type { LaneView } from "../measuring/snapshot.ts";
import { per } from "../words/format.ts";

/** What makes the four comparable: the costs of each delivered message, as the server counted them. */
export interface LaneCosts {
  readonly requests: number | undefined;
  readonly bytes: number | undefined;
  readonly payload: number | undefined;
  readonly overhead: number | undefined;
}

export function costsOf({ meter }: LaneView): LaneCosts {
  const bytes = per(meter && meter.bytesIn + meter.bytesOut, meter?.messages);
  const payload = per(meter?.payloadBytes, meter?.messages);
  return {
    requests: per(meter?.requests, meter?.messages),
    bytes,
    payload,
    overhead: bytes === undefined || payload === undefined ? undefined : bytes - payload,
  };
}

/** The exact figures of a lane as attributes, for scripts that read the page. */
export function dataOf({ value, state, figures, meter }: LaneView): Record<`data-${string}`, unknown> {
  return {
    "data-value": value,
    "data-state": state.kind,
    "data-delivered": figures.delivered,
    "data-missed": figures.missed,
    "data-duplicated": figures.duplicated,
    "data-reordered": figures.reordered,
    "data-resets": figures.resets,
    "data-reconnects": figures.reconnects,
    "data-requests": figures.requests,
    "data-empty-responses": figures.emptyResponses,
    "data-staleness-p50": figures.staleness?.p50,
    "data-staleness-p95": figures.staleness?.p95,
    "data-mean-age": figures.meanAgeMs,
    "data-metered-requests": meter?.requests,
    "data-metered-messages": meter?.messages,
    "data-bytes-in": meter?.bytesIn,
    "data-bytes-out": meter?.bytesOut,
    "data-payload-bytes": meter?.payloadBytes,
  };
}

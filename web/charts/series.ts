import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { History } from "../state/history.ts";

/** The charts show the last minute, ms. */
export const MINUTE_MS = 60_000;

/** x in seconds before now, y in what the chart measures. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Series {
  readonly transport: TransportName;
  readonly label: string;
  readonly points: readonly Point[];
}

/** Age of the newest value seen, as it rose and fell; ms. */
export function ageSeries(history: History, now: number): Series[] {
  return each((transport) => {
    const { teeth } = history.lanes[transport];
    const points: Point[] = [];
    if (teeth.newest !== undefined) points.push({ x: 0, y: now - teeth.newest });
    for (const { peakAt, peakMs, troughAt, troughMs } of teeth.newestFirst()) {
      points.push({ x: (troughAt - now) / 1000, y: troughMs }, { x: (peakAt - now) / 1000, y: peakMs });
      if (now - peakAt > MINUTE_MS) break;
    }
    return points.reverse();
  });
}

/** The worst staleness in each quarter second in which something came; ms. */
export function stalenessSeries(history: History, now: number): Series[] {
  return each((transport) => {
    const points: Point[] = [];
    for (const { troughAt, worstMs } of history.lanes[transport].teeth.newestFirst()) {
      if (now - troughAt > MINUTE_MS) break;
      points.push({ x: (troughAt - now) / 1000, y: worstMs });
    }
    return points.reverse();
  });
}

/** Requests or bytes since the start, as the server counted them. */
export function totalSeries(history: History, now: number, of: "requests" | "bytes"): Series[] {
  return each((transport) => {
    const points: Point[] = [];
    for (const total of history.lanes[transport].totals.newestFirst()) {
      if (now - total.at > MINUTE_MS) break;
      points.push({ x: (total.at - now) / 1000, y: total[of] });
    }
    const newest = points[0];
    if (newest) points.unshift({ x: 0, y: newest.y });
    return points.reverse();
  });
}

/** All that the charts show. */
export interface Charts {
  readonly staleness: readonly Series[];
  readonly age: readonly Series[];
  readonly bytes: readonly Series[];
  readonly requests: readonly Series[];
}

export function chartsOfHistory(history: History, now: number): Charts {
  return {
    staleness: stalenessSeries(history, now),
    age: ageSeries(history, now),
    bytes: totalSeries(history, now, "bytes"),
    requests: totalSeries(history, now, "requests"),
  };
}

function each(pointsOf: (transport: TransportName) => Point[]): Series[] {
  return TRANSPORTS.map((transport) => ({
    transport,
    label: LABELS[transport],
    points: pointsOf(transport),
  }));
}

/** The least of 1, 2, 3, 4, 6, 8, 10, 20, … that is not below `value`: an axis that grows by steps, and so holds still. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  const step = [1, 2, 3, 4, 6, 8, 10].find((factor) => factor * power >= value * 0.999_999) ?? 10;
  return step * power;
}

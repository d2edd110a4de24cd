import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Corner, History, LaneHistory, Sample } from "../state/history.ts";
import type { Ring } from "../state/ring.ts";
import type { Lines, Point } from "./chart-canvas.tsx";

const SPAN_S = 60;

/** The lines of a chart at this moment, `now` in ms of the page's clock. */
export type Series = (history: History, now: number) => Lines;

function eachLane(history: History, line: (lane: LaneHistory) => readonly Point[]): Lines {
  return Object.fromEntries(
    TRANSPORTS.map((transport) => [transport, line(history.lanes[transport])]),
  ) as Record<TransportName, readonly Point[]>;
}

function points<T extends Corner | Sample>(
  ring: Ring<T>,
  now: number,
  value: (item: T) => number | undefined,
): Point[] {
  const found: Point[] = [];
  for (let i = 0; i < ring.length; i += 1) {
    const item = ring.at(i);
    const y = item && value(item);
    if (item === undefined || y === undefined) continue;
    const x = (item.at - now) / 1000;
    if (x >= -SPAN_S) found.push({ x, y });
  }
  return found;
}

/** Largest staleness of the messages of each fifth of a second, ms. */
export const stalenessLines: Series = (history, now) =>
  eachLane(history, ({ samples }) => points(samples, now, (sample) => sample.stalenessMs));

/** The sawtooth, with the tooth that is growing now. */
export const ageLines: Series = (history, now) =>
  eachLane(history, ({ corners }) => {
    const teeth = points(corners, now, (corner) => corner.ageMs);
    const last = teeth.at(-1);
    return last ? [...teeth, { x: 0, y: last.y - last.x * 1000 }] : teeth;
  });

export const bytesLines: Series = (history, now) =>
  eachLane(history, ({ samples }) => points(samples, now, (sample) => sample.bytes));

export const requestsLines: Series = (history, now) =>
  eachLane(history, ({ samples }) => points(samples, now, (sample) => sample.requests));

import type { LaneMeter } from "#protocol/meter.ts";
import type { Wire } from "./wire.ts";

/** The running counts of one lane: what one transport cost one session so far. */
export interface Counts {
  opened: number;
  requests: number;
  preflights: number;
  emptyResponses: number;
  messages: number;
  coalesced: number;
  heartbeats: number;
  bytesIn: number;
  bytesOut: number;
  payloadBytes: number;
}

export interface Lane extends Counts {
  /** The open connections whose bytes this lane pays for. */
  readonly wires: Set<Wire>;
  /** Book what was counted for many lanes at once. */
  readonly unbooked: Set<() => void>;
}

const ZERO: Counts = {
  opened: 0,
  requests: 0,
  preflights: 0,
  emptyResponses: 0,
  messages: 0,
  coalesced: 0,
  heartbeats: 0,
  bytesIn: 0,
  bytesOut: 0,
  payloadBytes: 0,
};
const COUNTS = Object.keys(ZERO) as readonly (keyof Counts)[];

export function createLane(): Lane {
  return { ...ZERO, wires: new Set(), unbooked: new Set() };
}

/** Books the bytes of the lane's open connections and what else is not booked yet, so that its counts are of this moment. */
export function settleLane(lane: Lane): void {
  for (const book of lane.unbooked) book();
  for (const wire of lane.wires) wire.settle();
}

export function addCounts(sum: Counts, counts: Counts): void {
  for (const key of COUNTS) sum[key] += counts[key];
}

/** Counts from zero again; a connection that is open counts as opened anew. */
export function clearLane(lane: Lane): void {
  Object.assign(lane, ZERO, { opened: lane.wires.size });
}

export function readLane({ opened, wires, unbooked: _, requests, preflights, ...counts }: Lane): LaneMeter {
  const asked = preflights > 0 ? { requests, preflights } : { requests };
  return { connections: { opened, open: wires.size }, ...asked, ...counts };
}

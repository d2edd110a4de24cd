import type { TransportName } from "#protocol/transports.ts";

/** The exact figures of a lane at the end of a run, as the dashboard and the meter give them. */
export interface LaneResult {
  readonly delivered: number;
  readonly missed: number;
  readonly requests: number;
  readonly emptyResponses: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly payloadBytes: number;
  readonly meanAgeMs: number;
  readonly stalenessP50Ms: number;
}

/** A number of the prose, and the run that it comes from. */
export interface Claim {
  /** The words of the prose, exactly as they stand there. */
  readonly says: string;
  readonly lane: TransportName;
  /** What the run gave. */
  readonly figure: (lane: LaneResult, before: LaneResult) => number;
  /** The lowest and highest value for which the words are true. */
  readonly between: readonly [number, number];
}

export interface Run {
  /** The query of the link in the prose. */
  readonly link: string;
  /** The run is over when its slowest lane has had so many messages. */
  readonly messages: number;
  readonly claims: readonly Claim[];
}

const bytesEach = ({ bytesIn, bytesOut, delivered }: LaneResult): number => (bytesIn + bytesOut) / delivered;
const requestsEach = ({ requests, delivered }: LaneResult): number => requests / delivered;
const missedShare = ({ missed, delivered }: LaneResult): number => missed / (missed + delivered);

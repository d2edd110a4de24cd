import type { TransportName } from "#protocol/transports.ts";

/** What a lane had at one moment of a run, read from the dashboard and the session's meter. */
export interface LaneReading {
  readonly delivered: number;
  readonly missed: number;
  /** The same as `delivered`, as the server counted it when it counted the bytes. */
  readonly messages: number;
  readonly requests: number;
  readonly emptyResponses: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly payloadBytes: number;
  readonly meanAgeMs: number;
}

/** A number of the prose, and how a run gives it. */
export interface Claim {
  /** The words, exactly as they stand in `lab.md`. */
  readonly says: string;
  readonly lane: TransportName;
  /** From the reading at the end of the run, and the one at its first message. */
  readonly figure: (end: LaneReading, first: LaneReading) => number;
  /** The lowest and the highest figure for which the words are true. */
  readonly between: readonly [number, number];
}

export interface Run {
  /** The query of the link in `lab.md`. */
  readonly link: string;
  /** Messages that each lane has had when the run is over. */
  readonly messages: number;
  /** The counter stands, and is counted up by +1 in each lane between the two readings. */
  readonly byHand?: true;
  readonly claims: readonly Claim[];
}

const bytes = ({ bytesIn, bytesOut }: LaneReading): number => bytesIn + bytesOut;
/** Between two readings, as the first value comes at once, and the connection may be new. */
const bytesEach = (end: LaneReading, first: LaneReading): number =>
  (bytes(end) - bytes(first)) / (end.messages - first.messages);
const requestsEach = (end: LaneReading, first: LaneReading): number =>
  (end.requests - first.requests) / (end.messages - first.messages);
const shownShare = ({ missed, delivered }: LaneReading): number => delivered / (missed + delivered);
const meanAge = ({ meanAgeMs }: LaneReading): number => meanAgeMs;
/** What a message costs beyond its own bytes, once the connection stands. */
const overheadEach = (end: LaneReading, first: LaneReading): number =>
  (bytes(end) - bytes(first) - (end.payloadBytes - first.payloadBytes)) / (end.messages - first.messages);

/** What one +1 cost the lane that sent it. */
const costOfSaying = (end: LaneReading, first: LaneReading): number =>
  bytes(end) - bytes(first) - (end.payloadBytes - first.payloadBytes);

/** Every number of the prose that a run gives; the test of the labs repeats them all. */
export const RUNS: readonly Run[] = [
  {
    link: "?v=1&lanes=short-polling&run=1",
    messages: 4,
    claims: [
      {
        says: "the page saw one value in five",
        lane: "short-polling",
        figure: shownShare,
        between: [0.19, 0.32],
      },
      {
        says: "Its mean is about three seconds",
        lane: "short-polling",
        figure: meanAge,
        between: [2200, 3800],
      },
    ],
  },
  {
    link: "?v=1&lanes=short-polling&poll=200&run=1",
    messages: 12,
    claims: [
      { says: "Nothing is missed any more", lane: "short-polling", figure: shownShare, between: [1, 1] },
      {
        says: "the mean age falls to about 0.6 s",
        lane: "short-polling",
        figure: meanAge,
        between: [500, 720],
      },
      {
        says: "For every value the page asks five times",
        lane: "short-polling",
        figure: requestsEach,
        between: [4.6, 5.6],
      },
      {
        says: "about 460 bytes of headers with every question",
        lane: "short-polling",
        figure: ({ bytesIn, requests }) => bytesIn / requests,
        between: [420, 500],
      },
      {
        says: "One value costs about 3,200 bytes",
        lane: "short-polling",
        figure: bytesEach,
        between: [2950, 3500],
      },
    ],
  },
  {
    link: "?v=1&lanes=short-polling&poll=200&etag=1&run=1",
    messages: 12,
    claims: [
      {
        says: "a 304 saves next to nothing",
        lane: "short-polling",
        figure: bytesEach,
        // Such a poll says two headers less, of 41 bytes: it may look into the browser's memory of what it may ask.
        between: [2700, 3500],
      },
    ],
  },
  {
    link: "?v=1&lanes=long-polling&run=1",
    messages: 12,
    claims: [
      { says: "One request for one value", lane: "long-polling", figure: requestsEach, between: [1, 1.2] },
      {
        says: "The mean age is about half a second",
        lane: "long-polling",
        figure: meanAge,
        between: [450, 600],
      },
      {
        says: "One value costs about 730 bytes",
        lane: "long-polling",
        figure: bytesEach,
        between: [670, 830],
      },
    ],
  },
  {
    link: "?v=1&lanes=sse&run=1",
    messages: 12,
    claims: [
      {
        says: "One request, for all of them",
        lane: "sse",
        figure: ({ requests }) => requests,
        between: [1, 1],
      },
      {
        says: "about 26 bytes more than the message itself",
        lane: "sse",
        figure: overheadEach,
        between: [24, 28],
      },
    ],
  },
  {
    link: "?v=1&lanes=sse,websocket&rate=10&run=1",
    messages: 50,
    claims: [
      { says: "A frame needs 2 bytes", lane: "websocket", figure: overheadEach, between: [2, 2.5] },
      { says: "where an event needs about 26", lane: "sse", figure: overheadEach, between: [24, 28] },
    ],
  },
  {
    link: "?v=1&lanes=sse,websocket&paused=1&run=1",
    messages: 3,
    byHand: true,
    claims: [
      { says: "some 800 bytes", lane: "sse", figure: costOfSaying, between: [700, 900] },
      { says: "some 130", lane: "websocket", figure: costOfSaying, between: [110, 150] },
    ],
  },
];

import type { LanePort } from "./network.ts";

export type Side = "client" | "server";

/**
 * What the network saw of its TCP connections, in order: the raw material of timeline, inspector and exports. Each
 * connection has two streams of bytes, named by who sends them; offsets count from 0 in a stream. `at` is the server's
 * clock, ms since 1970 with µs.
 */
export type TapeRecord =
  | {
      readonly kind: "opened";
      readonly at: number;
      /** Counts from 1 within a network. */
      readonly connection: number;
      readonly lane: LanePort;
      /** TCP port of the browser's end, and the one that it came to. */
      readonly clientPort: number;
      readonly lanePort: number;
    }
  /** Bytes have come from a side; they stand at `offset` in its stream. */
  | {
      readonly kind: "bytes";
      readonly at: number;
      readonly connection: number;
      readonly from: Side;
      readonly offset: number;
      /** Base64. */
      readonly data: string;
    }
  /** All of a side's stream before `to` has been handed on to the other side. */
  | {
      readonly kind: "passed";
      readonly at: number;
      readonly connection: number;
      readonly from: Side;
      readonly to: number;
    }
  /** A side sent its FIN or a RST, or the network did, to both or to one. */
  | {
      readonly kind: "ended";
      readonly at: number;
      readonly connection: number;
      readonly by: Side | "network";
      readonly how: "fin" | "reset" | "silence";
    };

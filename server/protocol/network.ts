import { z } from "zod";
import { parseWith, type RefusalCode } from "./refusal.ts";
import type { TapeRecord } from "./tape.ts";
import type { TransportName } from "./transports.ts";

/**
 * What the network between browser and server does to all that passes, on all four lanes alike, until told otherwise.
 * TCP stays TCP: bytes keep their order, and what is held back pushes back.
 */
export interface Faults {
  /** Added each way, ms. */
  readonly latencyMs: number;
  /** Up to this much more, evenly spread from the seed, ms; what came first still passes first. */
  readonly jitterMs: number;
  /** Each way and per connection, bytes a second; 0: as fast as it goes. */
  readonly bytesPerSecond: number;
  /** The elevator: nothing passes, and nothing closes. */
  readonly stall: boolean;
  /** New connections open, and then nothing is ever heard on them. */
  readonly blackhole: boolean;
  /** A proxy that holds answers until it has so many bytes, or the answer is whole; 0: it does not. */
  readonly bufferBytes: number;
  /** A proxy that closes what was silent for so long, ms; 0: it does not. */
  readonly idleMs: number;
  /** A proxy that answers a request to upgrade with 502, as one that has never heard of it. */
  readonly refuseUpgrades: boolean;
}

export const NO_FAULTS: Faults = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: 0,
  stall: false,
  blackhole: false,
  bufferBytes: 0,
  idleMs: 0,
  refuseUpgrades: false,
};

/**
 * What happens once, to all connections that are open at that moment. One that is half-open, has vanished or is in a black hole is none for
 * the network any more: on a real one a RST or a FIN would have to come from whoever dropped it, and that knows nothing of it.
 */
export const ACTS = ["cut", "close", "half-open", "vanish", "crash", "deploy"] as const;
/**
 * - `cut`: both sides get a RST.
 * - `close`: both sides get a FIN.
 * - `half-open`: the server is told (RST), the browser never is.
 * - `vanish`: the browser is told (RST), the server never is: to it, the peer is there and says nothing any more.
 * - `crash`: the server's process is killed, and started again after `forMs`. Needs a server of one's own.
 * - `deploy`: the same with SIGTERM: the server says goodbye first.
 */
export type Act = (typeof ACTS)[number];
/** Those that end connections; the others end the server. */
export type Breaking = Exclude<Act, "crash" | "deploy">;

/** One line of a script: at a time after the start, faults change for a while, or for good; or something happens. */
export type Cue =
  | {
      readonly atMs: number;
      readonly faults: Partial<Faults>;
      /** After that the changed faults are again what they were before; undefined: for good. */
      readonly forMs?: number | undefined;
    }
  | { readonly atMs: number; readonly act: Act; readonly forMs?: number | undefined };

/** The port of each lane, and that of clock, meter and schedule, which no fault touches. */
export type LanePort = TransportName | "control";

/** Some faults, each within its bounds. */
export const someFaults = z
  .strictObject({
    latencyMs: z
      .number("expected 0 to 10000")
      .min(0, "expected 0 to 10000")
      .max(10_000, "expected 0 to 10000"),
    jitterMs: z
      .number("expected 0 to 10000")
      .min(0, "expected 0 to 10000")
      .max(10_000, "expected 0 to 10000"),
    bytesPerSecond: z
      .number("expected 0, or 1000 to 1000000000")
      .refine((n) => n === 0 || (n >= 1000 && n <= 1e9), "expected 0, or 1000 to 1000000000"),
    stall: z.boolean("expected true or false"),
    blackhole: z.boolean("expected true or false"),
    bufferBytes: z
      .int("expected 0 to 1048576")
      .min(0, "expected 0 to 1048576")
      .max(1 << 20, "expected 0 to 1048576"),
    idleMs: z
      .number("expected 0, or 100 to 3600000")
      .refine((n) => n === 0 || (n >= 100 && n <= 3_600_000), "expected 0, or 100 to 3600000"),
    refuseUpgrades: z.boolean("expected true or false"),
  })
  .partial();

const atMs = z
  .number("expected 0 to 3600000")
  .min(0, "expected 0 to 3600000")
  .max(3_600_000, "expected 0 to 3600000");
const forMs = atMs.optional();
const cue = z.union(
  [z.strictObject({ atMs, faults: someFaults, forMs }), z.strictObject({ atMs, act: z.enum(ACTS), forMs })],
  { error: `expected atMs with faults or with an act (${ACTS.join(", ")})` },
);

/** Cues of one script at most. */
const CUES = 100;
export const script = z
  .array(cue, "expected a list of cues")
  .max(CUES, `expected at most ${CUES} cues`)
  .refine(
    (cues) => cues.every((one, i) => i === 0 || one.atMs >= (cues[i - 1]?.atMs ?? 0)),
    "expected cues in order of time",
  );

const networkRequest = z.discriminatedUnion(
  "type",
  [
    /** First of all, once: opens the ports. */
    z.strictObject({
      type: z.literal("open"),
      /** Of all that is random. */
      seed: z
        .int("expected an integer")
        .min(0, "expected 0 to 4294967295")
        .max(0xffff_ffff, "expected 0 to 4294967295"),
      /** A server process for this network alone, which may crash; otherwise the lab's own is at the other end. */
      ownServer: z.boolean("expected true or false"),
      /** Tell all that passes. */
      tape: z.boolean("expected true or false"),
    }),
    /** Changes some faults at once; the others stay. */
    z.strictObject({ type: z.literal("faults"), faults: someFaults }),
    z.strictObject({
      type: z.literal("act"),
      act: z.enum(ACTS, `expected one of ${ACTS.join(", ")}`),
      forMs,
    }),
    /** Runs a script from now on, in place of the one before; an empty one stops it. */
    z.strictObject({ type: z.literal("script"), cues: script }),
    z.strictObject({ type: z.literal("tape"), on: z.boolean("expected true or false") }),
  ],
  { error: "expected a frame of type open, faults, act, script or tape" },
);
/** Client → server on `/api/sessions/{session}/network`. The network lives as long as this socket does. */
export type NetworkRequest = z.infer<typeof networkRequest>;

/** Server → client. `at` is the server's clock, ms since 1970. */
export type NetworkEvent =
  | { readonly type: "opened"; readonly at: number; readonly ports: Readonly<Record<LanePort, number>> }
  /** All faults as they stand from `at` on, whoever changed them. */
  | { readonly type: "faults"; readonly at: number; readonly faults: Faults }
  | {
      readonly type: "act";
      readonly at: number;
      readonly act: Act;
      /** The server is to be back after that. */
      readonly forMs?: number | undefined;
    }
  /** The server at the other end: it crashed, or was sent away (`down`), or is back. */
  | { readonly type: "server"; readonly at: number; readonly state: "down" | "up" }
  /** What passed, in order; `lost`: records of bytes that found no room because the page did not read. */
  | { readonly type: "tape"; readonly records: readonly TapeRecord[]; readonly lost: number }
  /** What the network counted between itself and the server, four times a second while it changes. */
  | {
      readonly type: "counts";
      readonly at: number;
      readonly lanes: Readonly<Record<TransportName, LaneCounts>>;
    }
  | { readonly type: "error"; readonly code: RefusalCode; readonly message: string };

/** TCP payload bytes on the server's side of the network, as in the meter. */
export interface LaneCounts {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Came from the server, and did not pass on: the network had cut the connection, or the browser had left. */
  readonly bytesCut: number;
}

export function decodeNetworkRequest(value: unknown): NetworkRequest {
  return parseWith(networkRequest, value, "bad-message", "frame");
}

/** Reads some faults; throws a `Refusal` that names the field. */
export function parseFaults(value: unknown): Partial<Faults> {
  return parseWith(someFaults, value, "bad-message", "faults") as Partial<Faults>;
}

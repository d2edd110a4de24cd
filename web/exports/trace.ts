import { z } from "zod";
import { parseJson, parseWith, refuse } from "#protocol/refusal.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import { TRANSPORTS } from "#protocol/transports.ts";

const FORMAT = "realtime-ladder-trace";
/** Of a file, in characters; 16 MiB of records come to less than half of it. */
export const LONGEST_TRACE = 64 << 20;

const at = z.number("expected ms since 1970");
const count = z.int("expected a count").min(0, "expected a count");
const connection = z.int("expected a connection's number").min(1, "expected a connection's number");
const side = z.enum(["client", "server"], "expected client or server");
const port = z.int("expected a port").min(0, "expected a port").max(65_535, "expected a port");

const record: z.ZodType<TapeRecord> = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("opened"),
      at,
      connection,
      lane: z.enum([...TRANSPORTS, "control"], `expected one of ${TRANSPORTS.join(", ")}, control`),
      clientPort: port,
      lanePort: port,
    }),
    z.strictObject({
      kind: z.literal("bytes"),
      at,
      connection,
      from: side,
      offset: count,
      data: z.base64("expected base64"),
    }),
    z.strictObject({ kind: z.literal("passed"), at, connection, from: side, to: count }),
    z.strictObject({
      kind: z.literal("ended"),
      at,
      connection,
      by: z.enum(["client", "server", "network"], "expected client, server or network"),
      how: z.enum(["fin", "reset", "silence"], "expected fin, reset or silence"),
    }),
  ],
  { error: "expected a record of kind opened, bytes, passed or ended" },
);

const words = z.string("expected text");
const figures = z.record(z.string(), z.unknown(), "expected an object");

const trace = z.strictObject({
  format: z.literal(FORMAT, `expected ${FORMAT}`),
  v: z.literal(1, "expected 1, the only version there is"),
  /** The query that repeats the run. */
  link: words,
  session: words,
  /** ISO 8601. */
  recordedAt: z.iso.datetime("expected a time as in 2026-01-31T12:00:00.000Z"),
  environment: z.strictObject({ userAgent: words }),
  /** Server clock minus page clock, ms, when it was written. All other times are the server's. */
  offsetMs: z.number("expected ms"),
  incidents: z.array(z.strictObject({ at, until: at.optional(), words }), "expected a list of incidents"),
  records: z.array(record, "expected a list of records"),
  /** As they stood at the end: what the browser measured, and what the server's meter counted. */
  figures: z.partialRecord(
    z.enum(TRANSPORTS),
    z.strictObject({ figures, meter: figures.optional() }),
    "expected figures by transport",
  ),
});

/** A run, whole: what passed on its wire, what was done to it, and what came of it. Described in TRACE.md. */
export type Trace = z.infer<typeof trace>;
export type TraceFacts = Omit<Trace, "format" | "v">;

export function writeTrace(facts: TraceFacts): string {
  return JSON.stringify({ format: FORMAT, v: 1, ...facts } satisfies Trace);
}

/** Throws a `Refusal` that names the field, what was expected there, and what came. */
export function readTrace(text: string): Trace {
  if (text.length > LONGEST_TRACE)
    refuse("too-large", "trace", `at most ${LONGEST_TRACE} characters`, `${text.length} of them`);
  return parseWith(trace, parseJson(text, "trace"), "bad-message", "trace");
}

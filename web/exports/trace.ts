import { z } from "zod";
import { parseJson, parseWith, Refusal, refuse } from "#protocol/refusal.ts";
import { parseScenario } from "#protocol/scenario.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { figures, page } from "./trace-figures.ts";
import { connection, count, moment, port } from "./trace-numbers.ts";

const FORMAT = "realtime-ladder-trace";
/** Of a file, in characters; 16 MiB of records come to less than half of it. */
export const LONGEST_TRACE = 64 << 20;
/** Of a record's data, in characters: 256 KiB as base64. One read of a socket brings a quarter of it. */
const LONGEST_DATA = 4 * Math.ceil((256 << 10) / 3);

const side = z.enum(["client", "server"], "expected client or server");

const record: z.ZodType<TapeRecord> = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("opened"),
      at: moment,
      connection,
      lane: z.enum([...TRANSPORTS, "control"], `expected one of ${TRANSPORTS.join(", ")}, control`),
      clientPort: port,
      lanePort: port,
    }),
    z.strictObject({
      kind: z.literal("bytes"),
      at: moment,
      connection,
      from: side,
      offset: count,
      data: z
        .string("expected base64")
        .max(LONGEST_DATA, { error: `expected at most ${LONGEST_DATA} characters`, abort: true })
        .check(z.base64("expected base64")),
    }),
    z.strictObject({ kind: z.literal("passed"), at: moment, connection, from: side, to: count }),
    z.strictObject({
      kind: z.literal("ended"),
      at: moment,
      connection,
      by: z.enum(["client", "server", "network"], "expected client, server or network"),
      how: z.enum(["fin", "reset", "silence"], "expected fin, reset or silence"),
    }),
  ],
  { error: "expected a record of kind opened, bytes, passed or ended" },
);

const words = z.string("expected text");

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
  incidents: z.array(
    z.strictObject({ at: moment, until: moment.optional(), words }),
    "expected a list of incidents",
  ),
  records: z.array(record, "expected a list of records"),
  /** As they stood at the end: what the browser measured, and what the server's meter counted. */
  figures: z.partialRecord(z.enum(TRANSPORTS), figures, "expected figures by transport"),
  /** What else the page showed of the run; left out by labs before there was such a thing. */
  page: page.optional(),
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
  const read = parseWith(trace, parseJson(text, "trace"), "bad-message", "trace");
  try {
    parseScenario(read.link); // it is refused as in the address bar
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.code, `trace.link: ${error.message}`);
    throw error;
  }
  return read;
}

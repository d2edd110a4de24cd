import { z } from "zod";
import { TRANSPORTS } from "#protocol/transports.ts";
import { count, moment, ms } from "./trace-numbers.ts";

/** A figure of later labs is let through, and written again where the trace is. */
const open = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape, "expected an object");

/** Of one lane: the value that it showed, what the browser measured, and what the server's meter counted. */
export const figures = z.strictObject(
  {
    value: count.optional(),
    figures: open({
      ...{ delivered: count, missed: count, duplicated: count, reordered: count, resets: count },
      ...{ requests: count, emptyResponses: count, reconnects: count, hiddenSamples: count },
      firstValueMs: ms.optional(),
      staleness: open({ count, p50: ms, p95: ms, p99: ms, max: ms }).optional(),
      meanAgeMs: ms.optional(),
      queueingMs: ms.optional(),
    }),
    meter: open({
      connections: open({ opened: count, open: count }),
      ...{ requests: count, emptyResponses: count, messages: count, coalesced: count, heartbeats: count },
      ...{ preflights: z.exactOptional(count), bytesIn: count, bytesOut: count, payloadBytes: count },
    }).optional(),
  },
  "expected an object",
);

/** More of them than a chart has pixels nobody can see. */
const line = z.array(z.tuple([ms, ms], "expected two numbers"), "expected a list of points").max(10_000);
const lines = z.partialRecord(z.enum(TRANSPORTS), line, "expected points by transport");
const difference = z.int("expected a whole number");
const aftermath = z.strictObject({
  noticedMs: ms.optional(),
  backMs: ms.optional(),
  missed: difference,
  duplicated: difference,
  late: count,
});

/** What stood beside the figures of the lanes. Points of charts: seconds before the end, and what the chart measures. */
export const page = z.strictObject(
  {
    updates: count,
    clock: z.strictObject({ offsetMs: ms, boundMs: ms }).optional(),
    charts: z.strictObject({ staleness: lines, age: lines, bytes: lines, requests: lines }),
    aftermath: z.array(
      z.strictObject({
        at: moment,
        words: z.string("expected text"),
        lanes: z.record(z.enum(TRANSPORTS), aftermath, "expected what became of each transport"),
      }),
      "expected a list of what was done",
    ),
  },
  "expected an object",
);

export type TracedFigures = z.infer<typeof figures>;
export type TracedPage = z.infer<typeof page>;

import { z } from "zod";
import { parseWith } from "./refusal.ts";

/** When a counter counts, and how large its messages are. The same seed gives the same schedule of updates. */
const schedule = z.strictObject({
  /** periodic: every 1/rate s; poisson: memoryless gaps of mean 1/rate s; bursty: `BURST` at once, then a pause. */
  pattern: z.enum(["periodic", "poisson", "bursty"], "expected periodic, poisson or bursty"),
  /** Updates a second, on average. */
  rate: z.number("expected a number").min(0.1, "expected 0.1 to 200").max(200, "expected 0.1 to 200"),
  seed: z
    .int("expected an integer")
    .min(0, "expected 0 to 4294967295")
    .max(0xffff_ffff, "expected 0 to 4294967295"),
  /** Filler in each message, bytes. */
  padding: z.int("expected an integer").min(0, "expected 0 to 65536").max(65_536, "expected 0 to 65536"),
  paused: z.boolean("expected true or false"),
});
export type Schedule = z.infer<typeof schedule>;

/** Updates in one burst of the bursty pattern. */
export const BURST = 10;

export const DEFAULT_SCHEDULE: Schedule = {
  pattern: "periodic",
  rate: 1,
  seed: 1,
  padding: 0,
  paused: false,
};

/** Reads a whole or partial schedule; what is left out stays as in `base`. */
export function parseSchedule(value: unknown, base: Schedule = DEFAULT_SCHEDULE): Schedule {
  return { ...base, ...parseWith(schedule.partial(), value, "bad-schedule", "schedule") } as Schedule;
}

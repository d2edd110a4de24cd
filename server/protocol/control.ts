import { z } from "zod";
import type { LaneMeter, MeterKey } from "./meter.ts";
import { parseWith, type RefusalCode } from "./refusal.ts";
import type { Schedule } from "./schedule.ts";

/** Client → server on `/api/sessions/{session}/control`. Times are ms since 1970. */
const controlRequest = z.discriminatedUnion(
  "type",
  [
    /** Four time stamps give the clocks' offset: t1 sent, t2 received, t3 answered, t4 arrived (RFC 5905 §8). */
    z.strictObject({ type: z.literal("clock"), t1: z.number("expected a time in ms") }),
    z.strictObject({ type: z.literal("schedule"), schedule: z.unknown() }),
    /** Counts from zero again: figures of the session on the server. */
    z.strictObject({ type: z.literal("reset") }),
  ],
  { error: "expected a frame of type clock, schedule or reset" },
);
export type ControlRequest = z.infer<typeof controlRequest>;

/**
 * Server → client. The meter comes four times a second while it changes, as the session stood at `at`. It counts from
 * `since`, which moves with a reset, and with a server that has started anew.
 */
export type ControlEvent =
  | { readonly type: "clock"; readonly t1: number; readonly t2: number; readonly t3: number }
  | {
      readonly type: "meter";
      readonly at: number;
      readonly since: number;
      readonly transports: Partial<Record<MeterKey, LaneMeter>>;
    }
  /** Done: every meter before this is from before the reset, and every one after it counts from `since`. */
  | { readonly type: "reset"; readonly since: number }
  | { readonly type: "schedule"; readonly channel: string; readonly schedule: Schedule }
  | { readonly type: "error"; readonly code: RefusalCode; readonly message: string };

export function decodeControlRequest(value: unknown): ControlRequest {
  return parseWith(controlRequest, value, "bad-message", "frame");
}

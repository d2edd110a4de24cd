import { z } from "zod";
import type { LaneReport, PageCondition } from "#protocol/page.ts";
import { parseWith } from "#protocol/refusal.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";

const count = z.number("expected a number").min(0, "expected 0 or more").optional();
/** A misspelt condition would hold at once, and a test that waits for it would pass. */
const condition = z.strictObject({
  lanes: z.array(z.enum(TRANSPORTS, `expected some of ${TRANSPORTS.join(", ")}`)).optional(),
  delivered: count,
  requests: count,
  reconnects: count,
  isWell: z.boolean("expected true or false").optional(),
  state: z.string("expected a string").optional(),
});

/** Throws a `Refusal` that names the key. */
export function parseCondition(value: unknown): PageCondition {
  return parseWith(condition, value, "bad-request", "condition") as PageCondition;
}

/** What a lane lacks of what is asked for, in words; undefined where it is so. */
export function lackOf(
  name: TransportName,
  report: LaneReport | undefined,
  wanted: PageCondition,
): string | undefined {
  if (!report) return `${name}: no figures yet`;
  const { browser, state, isWell } = report;
  const say = (expected: string, got: string) => `${name}: expected ${expected}, got ${got} (${state})`;
  for (const figure of ["delivered", "requests", "reconnects"] as const) {
    if (browser[figure] < (wanted[figure] ?? 0))
      return say(`${wanted[figure]} ${figure}`, `${browser[figure]}`);
  }
  if (wanted.isWell !== undefined && wanted.isWell !== isWell)
    return say(wanted.isWell ? "well" : "not well", isWell ? "well" : "not well");
  if (wanted.state !== undefined && wanted.state !== state) return say(wanted.state, state);
  return undefined;
}

import { createHash } from "node:crypto";
import type { Claim } from "../claim.ts";
import type { StudyHead } from "../record.ts";

/** SHA-256 of the claims, hex: studies with the same one were judged by the same claims, word for word. */
export function hashClaims(claims: readonly Claim[]): string {
  return sha256(claims);
}

/** SHA-256 of all that was fixed before the first run, hex: what is claimed, of which settings, in how many runs, in which order. */
export function hashPlan({
  seed,
  repetitions,
  atOnce,
  settings,
  claims,
}: Omit<StudyHead, "planHash">): string {
  return sha256({ seed, repetitions, atOnce, settings, claims });
}

/** The order of the keys of an object does not matter to it; all else does. */
function sha256(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(value, sortKeys) ?? "")
    .digest("hex");
}

/** For `JSON.stringify`: objects with their keys in order (what RFC 8785 asks for, where all keys are ASCII). */
function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

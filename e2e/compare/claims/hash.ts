import { createHash } from "node:crypto";
import type { Claim } from "../claim.ts";

/** SHA-256 of the claims, hex. The order of the keys of an object does not matter to it; all else does. */
export function hashClaims(claims: readonly Claim[]): string {
  return createHash("sha256").update(JSON.stringify(claims, sortKeys)).digest("hex");
}

/** For `JSON.stringify`: objects with their keys in order (what RFC 8785 asks for, where all keys are ASCII). */
function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

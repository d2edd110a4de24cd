import type { Claim } from "../claim.ts";
import { SETTINGS } from "../settings.ts";
import { checkClaims } from "./check.ts";
import { FORMULAS } from "./formulas.ts";
import { LESSON } from "./lesson.ts";
import { LITERATURE } from "./literature.ts";

/** The claims that ship, in the order of the report. */
export const CLAIMS: readonly Claim[] = checkClaims(
  [...FORMULAS, ...LESSON, ...LITERATURE],
  SETTINGS,
  "claims",
);

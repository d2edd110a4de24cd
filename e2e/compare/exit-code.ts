import type { Claim, Verdict } from "./claim.ts";
import type { CaseRecord } from "./record.ts";

/** What the exit code says of the claims; or that they could not be measured, or that someone did not want to wait. */
export const EXIT = { true: 0, false: 1, inconclusive: 2, failed: 3, stopped: 130 } as const;

/** All true is said only where all were judged: a claim whose runs came to nothing is as open as one they do not decide. */
export function exitCodeOf(
  claims: readonly Claim[],
  verdicts: readonly Verdict[],
  records: readonly CaseRecord[],
): number {
  if (records.every(({ failure }) => failure !== undefined)) return EXIT.failed;
  const is = (which: Verdict["verdict"]) => verdicts.some(({ verdict }) => verdict === which);
  if (is("false")) return EXIT.false;
  return is("inconclusive") || verdicts.length < claims.length ? EXIT.inconclusive : EXIT.true;
}

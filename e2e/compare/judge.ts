import type { Claim, Estimate, Measured, Verdict } from "./claim.ts";
import { createRandom, deriveSeed } from "./random.ts";
import type { CaseRecord } from "./record.ts";
import { effectOf, estimate } from "./statistics.ts";

/** Of fewer runs an interval says nothing, and only what must hold in each of them can be judged. */
const FEWEST_RUNS = 3;
/** Two figures that differ by less are equal: what is divided to get them is not exact in binary. */
const ROUNDING = 1e-9;

/** One side of a claim, in each of its runs. */
interface Runs {
  /** A repetition and what was measured in it. */
  readonly values: ReadonlyMap<number, number>;
  /** How often a run came to nothing, or not to this figure. */
  readonly failed: number;
  /** How many of these were run again since. */
  readonly repeated: number;
}

/**
 * What the runs say of each claim; those that no run can speak for are left out. The same records and the same seed give the
 * same verdicts, whichever other claims there are.
 */
export function judge(claims: readonly Claim[], records: readonly CaseRecord[], seed: number): Verdict[] {
  return claims.flatMap((claim) => {
    const left = runsOf(claim.left, records);
    const right = "value" in claim.right ? undefined : runsOf(claim.right, records);
    if (left.values.size === 0 || right?.values.size === 0) return [];
    return [judgeOne(claim, left, right, seed)];
  });
}

function judgeOne(claim: Claim, left: Runs, right: Runs | undefined, seed: number): Verdict {
  const lefts = [...left.values.values()];
  const rights = right ? [...right.values.values()] : "value" in claim.right ? [claim.right.value] : [];
  const estimates = estimate(lefts, rights, createRandom(deriveSeed(seed, claim.id)));
  const runs = Math.min(left.values.size, right?.values.size ?? left.values.size);
  const failed = left.failed + (right?.failed ?? 0);
  const repeated = left.repeated + (right?.repeated ?? 0);
  const said =
    claim.relation.kind === "exactly"
      ? judgeEachRun(left, right ?? rights[0] ?? Number.NaN)
      : runs < FEWEST_RUNS
        ? "inconclusive"
        : judgeRatio(claim.relation, estimates.ratio);
  // What a failed run would have said is not known, and may be just what made it fail. One run is enough against equality.
  const isSettled = failed === 0 || (claim.relation.kind === "exactly" && said === "false");
  return {
    claim: claim.id,
    verdict: isSettled ? said : "inconclusive",
    ...estimates,
    ...(right && { effect: effectOf(lefts, rights) }),
    runs,
    failed,
    ...(repeated > 0 && { repeated }),
  };
}

/**
 * The runs of a group, in order: records of a study that was resumed come in another. A run that failed and went well at a
 * second try has failed all the same: to repeat until it goes well, and to call that true, would prove anything. So
 * `--resume` brings the figures, and may show that what should be equal is not; to have a claim true wants a study in which nothing failed.
 */
function runsOf({ setting, transport, figure }: Measured, records: readonly CaseRecord[]): Runs {
  const ours = records.filter(({ case: one }) => one.setting === setting && one.transport === transport);
  const values = ours.flatMap(({ case: one, figures }): [number, number][] => {
    const value = figures?.[figure];
    return value === undefined ? [] : [[one.repetition, value]];
  });
  const repeated = ours.reduce((sum, { failedBefore = [] }) => sum + failedBefore.length, 0);
  const failed = ours.length - values.length + repeated;
  return { values: new Map(values.sort(([a], [b]) => a - b)), failed, repeated };
}

/** Repetitions of two groups had the same seed, and are held against each other one by one. */
function judgeEachRun(left: Runs, right: Runs | number): Verdict["verdict"] {
  const pairs = [...left.values].flatMap(([repetition, value]) => {
    const other = typeof right === "number" ? right : right.values.get(repetition);
    return other === undefined ? [] : [[value, other] as const];
  });
  if (pairs.length === 0) return "inconclusive";
  const isEqual = pairs.every(
    ([value, other]) => Math.abs(value - other) <= ROUNDING * Math.max(1, Math.abs(other)),
  );
  return isEqual ? "true" : "false";
}

type Ranged = Exclude<Claim["relation"], { readonly kind: "exactly" | "less" | "greater" }>;
type Relation = Ranged | { readonly kind: "exactly" | "less" | "greater" };

/** True if the whole interval fulfils the relation, false if the whole of it violates it. */
function judgeRatio(relation: Relation, { low, high }: Estimate): Verdict["verdict"] {
  const [from, to] = [sideOf(relation, low), sideOf(relation, high)];
  if (from !== to) return "inconclusive";
  return from === 0 ? "true" : "false";
}

/** Where left/right lies: 0 where the relation is fulfilled, −1 below, 1 above. */
function sideOf(relation: Relation, ratio: number): -1 | 0 | 1 {
  switch (relation.kind) {
    case "less":
      return ratio < 1 ? 0 : 1;
    case "greater":
      return ratio > 1 ? 0 : -1;
    case "within":
      return ratio < 1 - relation.share ? -1 : ratio > 1 + relation.share ? 1 : 0;
    case "times":
      return ratio < relation.low ? -1 : ratio > relation.high ? 1 : 0;
    case "exactly":
      return ratio === 1 ? 0 : ratio < 1 ? -1 : 1;
  }
}

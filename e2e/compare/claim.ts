import type { TransportName } from "#protocol/transports.ts";
import type { FigureName } from "./record.ts";

/** One group of runs: a transport under a setting. */
export interface Group {
  readonly setting: string;
  readonly transport: TransportName;
}

/** The figure of a group, in the mean over its repetitions. */
export interface Measured extends Group {
  readonly figure: FigureName;
}

/** A hypothesis, said before anything is run. What is claimed of `left` is held against `right`. */
export interface Claim {
  /** Unique: kebab-case. */
  readonly id: string;
  /** `formula`, `lesson` or `literature`: the parts of the report. */
  readonly part: "formula" | "lesson" | "literature";
  /** One sentence, as the report says it. */
  readonly statement: string;
  readonly left: Measured;
  /** A figure of another group, or what a formula or a paper gives. */
  readonly right: Measured | { readonly value: number; readonly from: string };
  /** `left` is less, greater, or within a share of `right`; `times`: the ratio left/right lies in [low, high]; `exactly`: equal in every run. */
  readonly relation:
    | { readonly kind: "less" | "greater" | "exactly" }
    | { readonly kind: "within"; readonly share: number }
    | { readonly kind: "times"; readonly low: number; readonly high: number };
  /** Physics (counts, bytes): holds on any machine, and is asserted in CI. Milliseconds never are. */
  readonly isPhysics: boolean;
  readonly source: Source;
  /** Why this machine may differ from the source. */
  readonly caveat: string;
}

export interface Source {
  readonly citation: string;
  readonly url?: string;
  /** What it claimed, in its own figures. */
  readonly claimed: string;
  /** How much of it could be read; what could not is said so in the report. */
  readonly read: "in full" | "in part" | "through others" | "not at all" | "derived here";
}

/** What the runs say of a claim. */
export interface Verdict {
  readonly claim: string;
  readonly verdict: "true" | "false" | "inconclusive";
  /** Mean of left and of right, each with its bootstrap confidence interval at 95 %. */
  readonly left: Estimate;
  readonly right: Estimate;
  /** left / right, with its interval. */
  readonly ratio: Estimate;
  /** Cliff's delta, −1 to 1, where both sides are measured; and its name: negligible, small, medium, large. */
  readonly effect?: { readonly delta: number; readonly size: "negligible" | "small" | "medium" | "large" };
  readonly runs: number;
  /**
   * How often a run of either side came to no such figure, those that were run again included. Where any did, nothing is
   * `true`, and only equality `false`.
   */
  readonly failed: number;
  /** How many of these were run again; left out where none was. */
  readonly repeated?: number;
}

export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

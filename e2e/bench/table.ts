import type { Sample } from "./measuring.ts";
import type { Group } from "./plan.ts";
import { median, medianRatio } from "./statistics.ts";
import type { Target } from "./targets.ts";

/** Samples of each contender of a group, in the order they were taken, by label. */
export type Samples = Readonly<Record<string, readonly Sample[]>>;
export type Results = Readonly<Record<string, Samples>>;

export interface Verdict {
  readonly what: string;
  readonly ours: string;
  readonly against: string;
  readonly ratio: string;
  readonly toReach: string;
  readonly verdict: string;
}

/** Above this share of a core the generator may be what is measured. */
const SATURATED = 0.9;

/** One line a target; a target without samples has no line. */
export function judge(targets: readonly Target[], results: Results): Verdict[] {
  return targets.flatMap((target) => {
    const { group, figure, of, against, what, isStretch, why } = target;
    const ours = figures(results[group]?.[of], figure);
    const theirs = against === undefined ? [1] : figures(results[group]?.[against], figure);
    if (ours.length === 0 || theirs.length === 0) return [];
    const ratio = medianRatio(ours, theirs);
    const missed = [isStretch ? "not reached" : "missed", why].filter(Boolean).join(": ");
    return [
      {
        what,
        ours: format(median(ours)),
        against: against === undefined ? "" : `${against} ${format(median(theirs))}`,
        ratio: against === undefined ? "" : ratio.toFixed(2),
        toReach: `${boundOf(target)}${isStretch ? ", worth trying" : ""}`,
        verdict: isReached(target, ours, ratio) ? "reached" : missed,
      },
    ];
  });
}

function isReached(target: Target, ours: readonly number[], ratio: number): boolean {
  const { against, atMost = Infinity, atLeast, isMedian } = target;
  if (atLeast !== undefined) return (isMedian ? median(ours) : Math.min(...ours)) >= atLeast;
  if (against !== undefined) return round(ratio) <= atMost;
  return round(isMedian ? median(ours) : Math.max(...ours)) <= atMost;
}

function boundOf({ atMost, atLeast }: Target): string {
  return atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
}

/** All figures of a group: the median, the range, and how busy the generator was. */
export function tabulate({ title, unit, contenders }: Group, samples: Samples): string[][] {
  return contenders.map(({ label }) => {
    const values = figures(samples[label], "value");
    const busy = Math.max(...figures(samples[label], "loadBusy"), 0);
    return [
      title,
      label,
      format(median(values)),
      `${format(Math.min(...values))} – ${format(Math.max(...values))}`,
      unit,
      [busy > 0 ? `${Math.round(busy * 100)} %` : "", busy > SATURATED ? "saturated" : ""].join(" ").trim(),
      notes(samples[label]),
    ];
  });
}
export const FIGURE_HEADS = ["", "who", "median", "range", "unit", "generator", "also"];
export const VERDICT_HEADS = ["", "measured", "against", "ratio", "to reach", "result"];

export function verdictCells({ what, ours, against, ratio, toReach, verdict }: Verdict): string[] {
  return [what, ours, against, ratio, toReach, verdict];
}

/** Columns padded with spaces, for a terminal. */
export function asText(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(heads), widths.map((width) => "─".repeat(width)).join("──"), ...rows.map(line)].join("\n");
}

export function asMarkdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function figures(samples: readonly Sample[] | undefined, figure: string): number[] {
  return (samples ?? []).map((sample) => sample[figure]).filter((value) => value !== undefined);
}

const SHOWN: Readonly<Record<string, string>> = {
  bytes: "B an answer",
  writes: "writes a client",
  external: "KB external",
  p50: "ms p50",
  p99: "ms p99",
  max: "ms max",
  "p99 short-polling": "ms p99 short polling",
  "p99 long-polling": "ms p99 long polling",
  "p99 sse": "ms p99 SSE",
  "p99 websocket": "ms p99 WebSocket",
};

function notes(samples: readonly Sample[] | undefined): string {
  const said = Object.entries(SHOWN).flatMap(([figure, unit]) => {
    const values = figures(samples, figure);
    return values.length > 0 ? [`${format(median(values))} ${unit}`] : [];
  });
  for (const figure of ["lost", "closed"]) {
    const total = figures(samples, figure).reduce((sum, value) => sum + value, 0);
    if (total > 0) said.push(`${total} ${figure}`);
  }
  return said.join(", ");
}

/** Three significant digits, without an exponent. */
export function format(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(digits, 2));
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}

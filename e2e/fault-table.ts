import { LANES, type Lane } from "./dashboard.ts";

/** What a fault meant for one lane, as the page shows it; times in ms, undefined where it never happened. */
export interface Outcome {
  readonly noticed: number | undefined;
  readonly back: number | undefined;
  readonly missed: number;
  readonly twice: number;
  readonly late: number;
}
export type Outcomes = Readonly<Record<Lane, Outcome>>;

export interface Row {
  readonly name: string;
  /** What happens, and why. */
  readonly why: string;
  readonly link: string;
  readonly outcomes: Outcomes;
}

/** The table over fault × transport, as Markdown. */
export function formatTable(rows: readonly Row[]): string {
  const cells = rows.map(({ name, link, outcomes }) => [
    `[${name}](http://127.0.0.1:4000/?${link})`,
    ...LANES.map((lane) => formatOutcome(outcomes[lane])),
  ]);
  const lines = [["fault", ...LANES], ["---", ...LANES.map(() => "---")], ...cells];
  const whys = rows.map(({ name, why }) => `- **${name}**: ${why}`);
  return `${lines.map((line) => `| ${line.join(" | ")} |`).join("\n")}\n\n${whys.join("\n")}\n`;
}

function formatOutcome({ noticed, back, missed, twice, late }: Outcome): string {
  const told = noticed === undefined ? "not noticed" : `noticed ${formatMs(noticed)}`;
  const came = back === undefined ? "no news" : `news ${formatMs(back)}`;
  return `${told}, ${came}; ${missed} / ${twice} / ${late}`;
}

function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

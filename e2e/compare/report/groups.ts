import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Estimate, Verdict } from "../claim.ts";
import type { CaseRecord, FigureName, StudyHead } from "../record.ts";
import type { Setting } from "../setting.ts";

/** A study with all that came of it. */
export interface Study {
  readonly study: StudyHead;
  readonly records: readonly CaseRecord[];
  readonly verdicts: readonly Verdict[];
}

/** The runs of one transport under one setting. */
export interface RunGroup {
  readonly transport: TransportName;
  /** Those that came to figures. */
  readonly runs: readonly CaseRecord[];
  readonly failed: readonly CaseRecord[];
  /** Of all messages of all runs, ascending, ms. */
  readonly stalenessMs: readonly number[];
}

export interface SettingGroups {
  readonly setting: Setting;
  readonly groups: readonly RunGroup[];
}

/** The runs by setting and transport, in the order of the study and of the ladder. */
export function groupRuns({ study, records }: Pick<Study, "study" | "records">): SettingGroups[] {
  return study.settings.map((setting) => ({
    setting,
    groups: TRANSPORTS.filter((name) => setting.transports.includes(name)).map((transport) =>
      groupOf(
        transport,
        records.filter(
          (record) => record.case.setting === setting.name && record.case.transport === transport,
        ),
      ),
    ),
  }));
}

function groupOf(transport: TransportName, records: readonly CaseRecord[]): RunGroup {
  const runs = records.filter(({ failure, figures }) => failure === undefined && figures);
  return {
    transport,
    runs,
    failed: records.filter((record) => !runs.includes(record)),
    stalenessMs: runs.flatMap(({ page }) => page?.stalenessMs ?? []).sort((a, b) => a - b),
  };
}

/** The same group of another study. */
export function findGroup(
  all: readonly SettingGroups[] | undefined,
  setting: string,
  transport: TransportName,
): RunGroup | undefined {
  return all
    ?.find((one) => one.setting.name === setting)
    ?.groups.find((group) => group.transport === transport);
}

export function valuesOf({ runs }: RunGroup, figure: FigureName): number[] {
  return runs.flatMap(({ figures }) => figures?.[figure] ?? []);
}

/** Mean over the runs, with the least and the most of them; undefined where no run has the figure. */
export function rangeOf(group: RunGroup | undefined, figure: FigureName): Estimate | undefined {
  const values = group ? valuesOf(group, figure) : [];
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: Math.min(...values), high: Math.max(...values) };
}

/** Nearest rank, of values in ascending order. */
export function quantile(ascending: readonly number[], share: number): number | undefined {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)];
}

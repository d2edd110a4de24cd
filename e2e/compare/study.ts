import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { refuse } from "#protocol/refusal.ts";
import type { Browsers } from "./browsers/browsers.ts";
import type { Verdict } from "./claim.ts";
import { CLAIMS } from "./claims/claims.ts";
import { hashClaims, hashPlan } from "./claims/hash.ts";
import { describeEnvironment } from "./environment.ts";
import { createFolder, type Folder, type Found, readFolder, reopenFolder } from "./folder.ts";
import { judge } from "./judge.ts";
import type { Options } from "./options.ts";
import { makePlan } from "./plan.ts";
import type { CaseRecord, StudyHead } from "./record.ts";
import { writeRecordsCsv } from "./report/csv.ts";
import { writeReport } from "./report/report.ts";
import type { Setting } from "./setting.ts";
import { QUICK, SETTINGS } from "./settings.ts";

const FOLDERS = fileURLToPath(new URL("../../.compare/", import.meta.url));

export interface Study {
  readonly head: StudyHead;
  readonly folder: Folder;
  /** What came of it before it was broken off, if it was. */
  readonly records: readonly CaseRecord[];
  /** Names of settings that the browser asked for cannot run. */
  readonly leftOut: readonly string[];
}

/** Begins a study, or goes on with the one that `--resume` names. Its plan and claims are written down, and sealed, before the first run. */
export async function openStudy(options: Options, browsers: Browsers): Promise<Study> {
  if (options.resume !== undefined) return resume(options.resume, options, browsers);
  const plan = makePlan(options, { settings: SETTINGS, quick: QUICK, claims: CLAIMS });
  const startedAt = new Date().toISOString();
  const unsealed: Omit<StudyHead, "planHash"> = {
    format: "realtime-ladder-study",
    v: 1,
    startedAt,
    seed: plan.seed,
    repetitions: plan.repetitions,
    atOnce: plan.atOnce,
    claimsHash: hashClaims(plan.claims),
    settings: plan.settings,
    claims: plan.claims,
    environment: await environmentOf(plan.settings, options, browsers),
  };
  const head = { ...unsealed, planHash: hashPlan(unsealed) };
  const path = options.out ?? join(FOLDERS, startedAt.slice(0, 19).replaceAll(":", "-"));
  return { head, folder: createFolder(path, head), records: [], leftOut: plan.leftOut };
}

async function resume(path: string, options: Options, browsers: Browsers): Promise<Study> {
  const { study, records } = readFolder(path, "resume");
  const now = await environmentOf(study.settings, options, browsers);
  // Runs of two browsers, or of two machines, are not one sample.
  if (!isDeepStrictEqual(now, study.environment))
    refuse(
      "bad-query",
      "resume",
      `the same environment as before, ${JSON.stringify(study.environment)}`,
      now,
    );
  const kept = records.filter(({ failure }) => failure === undefined);
  return { head: study, folder: reopenFolder(path), records: kept, leftOut: [] };
}

/** Starts the browsers of the settings, to know their versions. */
async function environmentOf(settings: readonly Setting[], { headed }: Options, browsers: Browsers) {
  const running = [];
  for (const name of new Set(settings.map(({ browser }) => browser))) running.push(await browsers.get(name));
  return describeEnvironment(running, !headed);
}

/** Judges the claims by all the records, and writes report, verdicts and raw data. */
export function conclude(
  { head, folder }: Study,
  records: readonly CaseRecord[],
  earlier: Found | undefined,
): Verdict[] {
  const verdicts = judge(head.claims, records, head.seed);
  folder.write("verdicts.json", `${JSON.stringify(verdicts, null, 1)}\n`);
  folder.write("records.csv", writeRecordsCsv(records));
  folder.write("report.html", writeReport(head, records, verdicts, earlier));
  return verdicts;
}

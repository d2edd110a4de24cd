import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parseJson, refuse } from "#protocol/refusal.ts";
import type { Verdict } from "./claim.ts";
import { hashClaims, hashPlan } from "./claims/hash.ts";
import type { CaseRecord, StudyHead } from "./record.ts";

/** The folder of one study. A case's record is on the disk before the next case begins. */
export interface Folder {
  readonly path: string;
  /** Throws a `FolderError` where there is no room, or no right to write; and from then on, for every record. */
  append(record: CaseRecord): void;
  /** The whole file or nothing: one that was there before stays until the new one is on the disk. */
  write(name: string, text: string): void;
}

/** What has been measured could not be written; what was written before is safe. */
export class FolderError extends Error {}

const [HEAD, RECORDS, VERDICTS] = ["study.json", "records.jsonl", "verdicts.json"];

/** Begins a study in a folder of its own, its head in it before the first run. */
export function createFolder(path: string, study: StudyHead): Folder {
  if (existsSync(join(path, HEAD)))
    refuse("bad-query", "out", "a folder without a study (--resume goes on with one)", path);
  const folder = folderAt(path);
  attempt(path, () => mkdirSync(path, { recursive: true }));
  folder.write(HEAD, `${JSON.stringify(study, null, 1)}\n`);
  folder.write(RECORDS, "");
  return folder;
}

export interface Found {
  readonly study: StudyHead;
  readonly records: readonly CaseRecord[];
  readonly verdicts: readonly Verdict[];
}

/** Reads a study, `flag` being the one that named its folder. A last line that was cut off in writing counts for nothing. */
export function readFolder(path: string, flag: string): Found {
  const read = (name: string) => (existsSync(join(path, name)) ? readFileSync(join(path, name), "utf8") : "");
  const study = parseJson(read(HEAD) || "{}", `${path}/${HEAD}`) as StudyHead;
  if (study.format !== "realtime-ladder-study" || study.v !== 1)
    refuse("bad-query", flag, `the folder of a study, with a ${HEAD} of version 1`, path);
  if (hashPlan(study) !== study.planHash || hashClaims(study.claims) !== study.claimsHash)
    refuse(
      "bad-query",
      flag,
      `a ${HEAD} with plan and claims as they were sealed`,
      `${path}, where they were changed`,
    );
  const lines = read(RECORDS).split("\n");
  const whole = lines.slice(0, -1).map((line, i) => readRecord(line, `${path}/${RECORDS}: line ${i + 1}`));
  return {
    study,
    records: newestOfEach(whole),
    verdicts: parseJson(read(VERDICTS) || "[]", `${path}/${VERDICTS}`) as Verdict[],
  };
}

/** A line names its case; what else is in it was written by this program. */
function readRecord(line: string, place: string): CaseRecord {
  const record = parseJson(line, place) as Partial<CaseRecord> | null;
  if (typeof record?.case?.id !== "string")
    refuse("bad-query", place, "the record of a case", line.slice(0, 80));
  return record as CaseRecord;
}

/** Goes on in a folder; what a crash has left of a last line is cut off first. */
export function reopenFolder(path: string): Folder {
  const file = join(path, RECORDS);
  // It is only ever made shorter: a disk that is full could not take it anew.
  if (existsSync(file)) attempt(path, () => truncateSync(file, readFileSync(file).lastIndexOf("\n") + 1));
  return folderAt(path);
}

function folderAt(path: string): Folder {
  let failed: unknown;
  return {
    path,
    append(record) {
      // What failed may have left half a line. Behind it no other may stand: in the middle nobody could tell it from a defect.
      if (failed) throw failed;
      try {
        attempt(path, () => appendFileSync(join(path, RECORDS), `${JSON.stringify(record)}\n`));
      } catch (error) {
        failed = error;
        throw error;
      }
    },
    write(name, text) {
      const file = join(path, name);
      attempt(path, () => {
        writeFileSync(`${file}.part`, text);
        renameSync(`${file}.part`, file);
      });
    },
  };
}

/** A case that was run again, as it had failed, stands where and as it went last, and keeps why it failed before. */
function newestOfEach(records: readonly CaseRecord[]): CaseRecord[] {
  const newest = new Map<string, CaseRecord>();
  for (const record of records) {
    const { failedBefore = [], failure } = newest.get(record.case.id) ?? {};
    const failures = failure === undefined ? failedBefore : [...failedBefore, failure];
    newest.delete(record.case.id);
    newest.set(record.case.id, failures.length > 0 ? { ...record, failedBefore: failures } : record);
  }
  return [...newest.values()];
}

function attempt(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = { ENOSPC: "the disk is full", EDQUOT: "the quota is used up", EROFS: "it is read-only" };
    const words = why[code as keyof typeof why] ?? message;
    throw new FolderError(`${path} could not be written: ${words}`);
  }
}

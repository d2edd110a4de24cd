import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { hashClaims, hashPlan } from "./claims/hash.ts";
import { createFolder, FolderError, readFolder, reopenFolder } from "./folder.ts";
import type { CaseRecord, StudyHead } from "./record.ts";

let path: string;
beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), "study-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  path = join(parent, "study");
});

const unsealed = {
  format: "realtime-ladder-study",
  v: 1,
  seed: 7,
  claims: [],
  settings: [],
} as unknown as StudyHead;
const study = { ...unsealed, claimsHash: hashClaims([]), planHash: hashPlan(unsealed) };
const record = (id: string, failure?: string) =>
  ({ case: { id }, startedAt: "", durationMs: 1, ...(failure && { failure }) }) as CaseRecord;

test("what was written is read again, and a case that was run once more stands as it went last, with why it failed before", () => {
  const folder = createFolder(path, study);
  for (const one of [record("a", "the browser died"), record("b"), record("a")]) folder.append(one);
  const again = { ...record("a"), failedBefore: ["the browser died"] };
  expect(readFolder(path, "resume")).toEqual({ study, records: [record("b"), again], verdicts: [] });
  for (const reason of ["nothing came", "nothing came"]) folder.append(record("c", reason));
  folder.append(record("c"));
  expect(readFolder(path, "resume").records.at(-1)?.failedBefore).toEqual(["nothing came", "nothing came"]);
});

test("a last line that a crash or a full disk has cut off counts for nothing, and what follows is whole", () => {
  createFolder(path, study).append(record("a"));
  appendFileSync(join(path, "records.jsonl"), '{"case":{"id":"b"');
  expect(readFolder(path, "resume").records).toEqual([record("a")]);
  reopenFolder(path).append(record("c"));
  expect(readFileSync(join(path, "records.jsonl"), "utf8").split("\n")).toHaveLength(3);
  expect(readFolder(path, "resume").records).toEqual([record("a"), record("c")]);
});

test("a plan that was changed after it was sealed is refused", () => {
  for (const changed of [
    { seed: 8 },
    { claims: [{ id: "late" }] },
    { claims: undefined },
    { planHash: "0" },
  ]) {
    rmSync(path, { recursive: true, force: true });
    createFolder(path, { ...study, ...changed } as StudyHead);
    expect(() => readFolder(path, "against")).toThrow(
      /^against: expected a study\.json with plan and claims/,
    );
  }
});

test("a line in the middle that is no record is named", () => {
  createFolder(path, study).append(record("a"));
  for (const line of ["{}", "null", '{"case":']) {
    writeFileSync(join(path, "records.jsonl"), `${JSON.stringify(record("a"))}\n${line}\n`);
    expect(() => readFolder(path, "resume")).toThrow(/records\.jsonl: line 2/);
  }
});

test("a file that cannot be written anew stays as it was", () => {
  const folder = createFolder(path, study);
  folder.write("verdicts.json", "[]");
  mkdirSync(join(path, "verdicts.json.part")); // what is in the way fails the writing
  expect(() => folder.write("verdicts.json", "[1]")).toThrow(FolderError);
  expect(readFileSync(join(path, "verdicts.json"), "utf8")).toBe("[]");
});

test("a folder without a study, or with one already, is refused by name", () => {
  expect(() => readFolder(path, "resume")).toThrow(/^resume: expected the folder of a study/);
  createFolder(path, study);
  expect(() => createFolder(path, study)).toThrow(/^out: expected a folder without a study/);
});

test.skipIf(!existsSync("/dev/full"))(
  "after a record that the disk had no room for the folder takes no other, should there be room again: none stands behind half a line",
  () => {
    const folder = createFolder(path, study);
    folder.append(record("a"));
    const file = join(path, "records.jsonl");
    renameSync(file, `${file}.whole`);
    symlinkSync("/dev/full", file);
    expect(() => folder.append(record("b"))).toThrow(`${path} could not be written: the disk is full`);
    renameSync(`${file}.whole`, file);
    appendFileSync(file, '{"case":{"id":"b"'); // as much as there was room for
    expect(() => folder.append(record("c"))).toThrow(FolderError);
    expect(readFolder(path, "resume").records).toEqual([record("a")]);
  },
);

test("what cannot be written is named, with where", () => {
  const folder = createFolder(path, study);
  rmSync(path, { recursive: true });
  expect(() => folder.append(record("a"))).toThrow(`${path} could not be written: ENOENT`);
});

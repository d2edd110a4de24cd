import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readStudy } from "./read-study.ts";
import { inventStudy } from "./testing/invented-study.ts";

const { study, records, verdicts } = inventStudy({ repetitions: 1 });
const lines = records.map((record) => `${JSON.stringify(record)}\n`);

let folder = "";
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "study-"));
  write("study.json", JSON.stringify(study));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a study is read as it was written", () => {
  write("records.jsonl", lines.join(""));
  write("verdicts.json", JSON.stringify(verdicts));
  const read = readStudy(folder);
  expect(read.study).toEqual(study);
  expect(read.records).toEqual(JSON.parse(JSON.stringify(records)));
  expect(read.verdicts).toHaveLength(verdicts.length);
});

test("a study that has only begun has neither records nor verdicts", () => {
  expect(readStudy(folder)).toEqual({ study, records: [], verdicts: [] });
});

test("a last line that was cut off is left out; a broken one before it is named", () => {
  write("records.jsonl", `${lines[0]}${lines[1]?.slice(0, 50)}`);
  expect(readStudy(folder).records).toHaveLength(1);
  write("records.jsonl", `${lines[0]}{"case"\n${lines[1]}`);
  expect(() => readStudy(folder)).toThrow(/records\.jsonl:2: /);
});

test("what is no study is named", () => {
  write("study.json", "{}");
  expect(() => readStudy(folder)).toThrow(/study\.json: expected a realtime-ladder-study of version 1/);
  expect(() => readStudy(join(folder, "none"))).toThrow(/none/);
});

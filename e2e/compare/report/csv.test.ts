import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { writeRecordsCsv } from "./csv.ts";
import { inventStudy } from "./testing/invented-study.ts";

const { records } = inventStudy({ repetitions: 1 });
const [first = expect.unreachable()] = records;

test("has every column of the dashboard's export, by the same name and in the same order", () => {
  const dashboard = readFileSync(new URL("../../../web/exports/csv.ts", import.meta.url), "utf8");
  const names = [...dashboard.matchAll(/^ {2}\["(\w+)",/gm)].map((match) => match[1]);
  expect(names.length).toBeGreaterThan(20);
  const [head = ""] = writeRecordsCsv([]).split("\r\n");
  expect(head.split(",").filter((name) => names.includes(name))).toEqual(names);
});

test("has one line a case, with its figures under their names", () => {
  const lines = writeRecordsCsv(records).trimEnd().split("\r\n");
  expect(lines).toHaveLength(records.length + 1);
  const [names = [], cells = []] = lines.map((line) => line.split(","));
  expect(cells[names.indexOf("case")]).toBe(first.case.id);
  expect(cells[names.indexOf("transport")]).toBe("Short polling");
  expect(cells[names.indexOf("server_payload_bytes")]).toBe(String(first.server?.payloadBytes));
});

test("a case that failed keeps its line, without figures, and its reason in quotes where it has a comma", () => {
  const failed = { case: first.case, startedAt: "", durationMs: 1, failure: 'gone, "for good"\n' };
  const text = writeRecordsCsv([failed]);
  expect(text).toContain('"gone, ""for good""\n"');
  expect(text).toMatch(/,{30,}\r\n$/);
});

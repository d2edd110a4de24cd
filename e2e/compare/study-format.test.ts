import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FIGURES } from "./record.ts";
import { writeRecordsCsv } from "./report/csv.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const page = read("STUDY.md");
/** The words that it sets as code. */
const named = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, word]) => word));

test.each(["record.ts", "setting.ts", "claim.ts", "../../server/protocol/figures.ts"])(
  "STUDY.md names each field of %s",
  (path) => {
    const fields = [...read(path).matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
    expect(fields.length).toBeGreaterThan(5);
    expect(fields.filter((name) => !named.has(name))).toEqual([]);
  },
);

test("STUDY.md names each field of the server's meter, and each figure that a claim may name", () => {
  const [meter = ""] =
    /interface LaneMeter \{[\s\S]*?\n\}/.exec(read("../../server/protocol/meter.ts")) ?? [];
  const fields = [...meter.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
  expect(fields.length).toBeGreaterThan(5);
  expect([...fields, ...Object.keys(FIGURES)].filter((name) => !named.has(name))).toEqual([]);
});

test("STUDY.md names each column of the CSV, one by one or by how it begins", () => {
  const [head = ""] = writeRecordsCsv([]).split("\r\n");
  const columns = head.split(",").filter((name) => !/^(browser|server|cdp)_/.test(name));
  expect(columns.filter((name) => !named.has(name))).toEqual([]);
  for (const begin of ["browser_", "server_", "cdp_"]) expect(named).toContain(begin);
});

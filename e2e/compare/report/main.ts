import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeRecordsCsv } from "./csv.ts";
import { readStudy } from "./read-study.ts";
import { writeReport } from "./report.ts";

const USAGE = "node e2e/compare/report/main.ts FOLDER [--over EARLIER_FOLDER]";

/** Writes the report of a study anew from its folder, laid over an earlier one if wished: nothing is run again. */
try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { over: { type: "string" } },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new Error(`expected one folder: ${USAGE}`);
  const { study, records, verdicts } = readStudy(folder);
  const earlier = values.over === undefined ? undefined : readStudy(values.over);
  const file = join(folder, "report.html");
  writeFileSync(file, writeReport(study, records, verdicts, earlier));
  writeFileSync(join(folder, "records.csv"), writeRecordsCsv(records));
  process.stdout.write(`${file}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}

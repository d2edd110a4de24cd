import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import type { Verdict } from "./compare/claim.ts";
import { CLAIMS } from "./compare/claims/claims.ts";
import type { CaseRecord } from "./compare/record.ts";

const MAIN = fileURLToPath(new URL("compare/main.ts", import.meta.url));
/** The fewest of which an interval can be told. */
const REPETITIONS = 3;
/** The quick settings that physics is claimed of; some side by side, as nothing here is asked about time. */
const FLAGS = ["--only", "steady,idle", "--repetitions", String(REPETITIONS), "--at-once", "3"];

test("what is physics holds on any machine: counts, frames and what is missed", async ({
  browserName: _,
}, info) => {
  test.setTimeout(240_000);
  const out = info.outputPath("study");
  const study = spawn(process.execPath, [MAIN, ...FLAGS, "--out", out], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  // Its exit code speaks of all claims, those of time among them, which say nothing of this code.
  await once(study, "exit");
  const verdicts = JSON.parse(readFileSync(`${out}/verdicts.json`, "utf8")) as Verdict[];
  const physics = CLAIMS.filter(({ isPhysics }) => isPhysics).map(({ id }) => id);
  const judged = verdicts.filter(({ claim }) => physics.includes(claim));
  expect(judged.length).toBeGreaterThan(10);
  expect(judged.filter(({ verdict }) => verdict !== "true")).toEqual([]);
  const records = readFileSync(`${out}/records.jsonl`, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as CaseRecord);
  // One that says of itself that it began in the middle of a poll; on a busy machine a few do.
  const unclean = records.filter(({ warmUpClean = true }) => !warmUpClean);
  const pollers = records.filter((record) => record.case.transport === "short-polling");
  expect(pollers).toEqual(expect.arrayContaining(unclean));
  expect(unclean.length).toBeLessThan(pollers.length);
  for (const record of records) {
    if (unclean.includes(record)) continue;
    // Three who looked at one lane have seen the same, to the byte.
    expect(
      record.agreement?.filter(({ agrees }) => !agrees),
      record.case.id,
    ).toEqual([]);
  }
  for (const { runs } of judged) expect(runs).toBe(REPETITIONS);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import type { Verdict } from "./compare/claim.ts";
import { CLAIMS } from "./compare/claims/claims.ts";

const MAIN = fileURLToPath(new URL("compare/main.ts", import.meta.url));
/** The fewest of which an interval can be told. */
const REPETITIONS = 3;

test("what is physics holds on any machine: counts, frames and what is missed", async ({
  browserName: _,
}, info) => {
  test.setTimeout(240_000);
  const out = info.outputPath("study");
  const flags = ["--quick", "--repetitions", String(REPETITIONS), "--out", out];
  const study = spawn(process.execPath, [MAIN, ...flags], { stdio: ["ignore", "inherit", "inherit"] });
  // Its exit code speaks of all claims, those of time among them, which say nothing of this code.
  await once(study, "exit");
  const verdicts = JSON.parse(readFileSync(`${out}/verdicts.json`, "utf8")) as Verdict[];
  const physics = CLAIMS.filter(({ isPhysics }) => isPhysics).map(({ id }) => id);
  const judged = verdicts.filter(({ claim }) => physics.includes(claim));
  expect(judged.length).toBeGreaterThan(10);
  expect(judged.filter(({ verdict }) => verdict !== "true")).toEqual([]);
  for (const { runs } of judged) expect(runs).toBe(REPETITIONS);
});

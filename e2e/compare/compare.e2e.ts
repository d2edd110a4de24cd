import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import type { Claim, Measured, Verdict } from "./claim.ts";
import type { CaseRecord } from "./record.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** A tiny matrix, in which only what is physics is claimed: counts and bytes, never milliseconds. */
const SETTING = { name: "tiny", link: "v=1&rate=10&poll=500", messages: 5, warmUp: 2 };
const is = (transport: Measured["transport"], figure: Measured["figure"], value: number): Claim => ({
  id: `${transport}-${figure}`,
  part: "formula",
  statement: `${figure} of ${transport} is ${value}.`,
  left: { setting: SETTING.name, transport, figure },
  right: { value, from: "what the protocol says" },
  relation: { kind: "exactly" },
  isPhysics: true,
  source: { citation: "RFC 9112, RFC 6455, HTML", claimed: String(value), read: "derived here" },
  caveat: "",
});
const CLAIMS: readonly Claim[] = [
  // An answer for each request: of a poll that always finds something new, and of one that waits until there is.
  is("short-polling", "requests-per-message", 1),
  is("short-polling", "empty-share", 0),
  is("long-polling", "requests-per-message", 1),
  // A stream is asked for once, and that was before.
  is("sse", "requests", 0),
  is("websocket", "requests", 0),
  // A frame of less than 126 bytes has a head of two.
  is("websocket", "overhead-per-message", 2),
  is("sse", "missed", 0),
  is("websocket", "missed", 0),
];

interface Run {
  readonly child: ChildProcess;
  readonly words: () => string;
  readonly ended: Promise<number | null>;
}

function compare(...args: string[]): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let words = "";
  child.stderr.on("data", (data) => {
    words += String(data);
  });
  return { child, words: () => words, ended: once(child, "exit").then(([code]) => code as number | null) };
}

function writePlan(plan: object): string {
  const path = test.info().outputPath("plan.json");
  writeFileSync(path, JSON.stringify(plan));
  return path;
}

const readJson = <T>(folder: string, name: string) =>
  JSON.parse(readFileSync(join(folder, name), "utf8")) as T;
const recordsIn = (folder: string) =>
  readFileSync(join(folder, "records.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as CaseRecord);

test("Ctrl-C keeps what is done, and --resume goes on from there to verdicts that are physics", async () => {
  test.setTimeout(240_000);
  const folder = test.info().outputPath("study");
  const plan = writePlan({ settings: [SETTING], claims: CLAIMS, repetitions: 1 });
  const first = compare("--plan", plan, "--out", folder, "--at-once", "2");
  await expect.poll(first.words, { timeout: 120_000 }).toContain("2/4 ");
  first.child.kill("SIGINT");
  expect(await first.ended, first.words()).toBe(130);
  expect(first.words()).toContain(`--resume`);
  const kept = recordsIn(folder);
  expect(kept.length).toBeGreaterThanOrEqual(2);

  const second = compare("--resume", folder);
  expect(await second.ended, second.words()).toBe(0);
  const records = recordsIn(folder);
  expect(records.slice(0, kept.length)).toEqual(kept);
  expect(new Set(records.map((record) => record.case.id)).size).toBe(4);
  expect(
    readJson<Verdict[]>(folder, "verdicts.json").map(({ claim, verdict }) => `${claim}: ${verdict}`),
  ).toEqual(CLAIMS.map(({ id }) => `${id}: true`));
  expect(readFileSync(join(folder, "report.html"), "utf8")).toContain("<html");
});

test("a lab and a browser that die in the middle fail the cases that they die in and no other, and these stay failed when they are run again", async () => {
  test.setTimeout(240_000);
  test.skip(process.platform !== "linux", "only Linux tells who a process's children are");
  const folder = test.info().outputPath("study");
  const settings = [{ ...SETTING, messages: 30, transports: ["sse"] }];
  const run = compare("--plan", writePlan({ settings, repetitions: 4 }), "--out", folder);
  await expect.poll(run.words, { timeout: 120_000 }).toContain("1/4 ");
  process.kill(childOf(run.child, "server/main.ts"), "SIGKILL");
  await expect.poll(run.words, { timeout: 120_000 }).toContain("3/4 ");
  process.kill(childOf(run.child, "--remote-debugging-pipe"), "SIGKILL");
  expect(await run.ended, run.words()).toBe(0);
  expect(recordsIn(folder).map(({ failure }) => failure)).toEqual([
    undefined,
    "the lab died (SIGKILL)",
    undefined,
    "the browser died",
  ]);

  const again = compare("--resume", folder);
  expect(await again.ended, again.words()).toBe(0);
  expect(again.words()).toContain("2 of 4 runs failed first and were run again");
  const report = readFileSync(join(folder, "report.html"), "utf8");
  expect(report).toContain("2 runs of 4 failed first, and were run again");
  expect(report).toContain("the lab died (SIGKILL)");
});

test("Ctrl-C ends a study also in the middle of a case behind another tab, and the browser of its own with it", async () => {
  test.setTimeout(240_000); // its messages would take five minutes
  test.skip(process.platform !== "linux", "only Linux tells who a process's children are");
  const folder = test.info().outputPath("study");
  const hidden = { name: "hidden", link: "v=1&rate=1", messages: 300, transports: ["sse"], background: true };
  const run = compare("--plan", writePlan({ settings: [hidden] }), "--out", folder, "--repetitions", "1");
  await expect(() => childOf(run.child, "ladder-chromium")).toPass({ timeout: 40_000 });
  const own = childOf(run.child, "ladder-chromium");
  run.child.kill("SIGINT");
  expect(await run.ended, run.words()).toBe(130);
  expect(() => process.kill(own, 0)).toThrow("ESRCH");
});

/** A process that the run has started, by what stands in its command line. */
function childOf({ pid }: ChildProcess, program: string): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  const found = children.find((one) => readFileSync(`/proc/${one}/cmdline`, "utf8").includes(program));
  if (found === undefined) throw new Error(`the run has started no ${program}`);
  return found;
}

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findProgram } from "../system.ts";
import { canPin, LOAD_CORE, startChild } from "./asks.ts";
import { measurePage, PAGES } from "./page.ts";
import { hasNchan } from "./peers/nchan-installed.ts";
import { FULL, type Group, planGroups, QUICK } from "./plan.ts";
import { createProgress } from "./progress.ts";
import { measureGroup } from "./rounds.ts";
import {
  asMarkdown,
  asText,
  FIGURE_HEADS,
  judge,
  type Results,
  type Samples,
  tabulate,
  VERDICT_HEADS,
  verdictCells,
} from "./table.ts";
import { targetsOf } from "./targets.ts";

const FOLDER = fileURLToPath(new URL("../../.bench/", import.meta.url));

/**
 * Measures the lab beside its peers, prints the tables, and writes all samples to `.bench/`.
 * `--quick`: smaller and shorter; `--only sse,relay`: these groups, and what is named after them; `--rounds 1`; `--markdown`: tables for the README.
 */
async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      only: { type: "string" },
      rounds: { type: "string" },
    },
  });
  const size = options.quick ? QUICK : FULL;
  const rounds = options.rounds ? { rounds: Number(options.rounds), fewRounds: Number(options.rounds) } : {};
  const only = options.only?.split(",");
  const groups = planGroups({ ...size, ...rounds }).filter(
    ({ key }) => only?.some((name) => key === name || key.startsWith(`${name}-`)) ?? true,
  );
  const withPage = only?.includes("page") ?? true;
  if (groups.length === 0 && !withPage)
    throw new Error(
      `--only: expected some of page,${planGroups(size).map(({ key }) => key)}, got ${options.only}`,
    );
  for (const notice of notices()) process.stderr.write(`${notice}\n`);

  const results: Results = {
    ...(await measureAll(groups)),
    ...(withPage ? await measureDashboard(size.pageSeconds) : {}),
  };
  const conditions = { at: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, size };
  mkdirSync(FOLDER, { recursive: true });
  const json = JSON.stringify({ ...conditions, results }, null, 1);
  writeFileSync(`${FOLDER}${conditions.at.replaceAll(":", "-")}.json`, json);
  writeFileSync(`${FOLDER}latest.json`, json);

  const asTable = options.markdown ? asMarkdown : asText;
  const figures = groups.flatMap((group) => tabulate(group, results[group.key] ?? {}));
  const verdicts = judge(targetsOf(size), results).map(verdictCells);
  process.stdout.write(
    `\n${asTable(FIGURE_HEADS, figures)}\n\n${asTable(VERDICT_HEADS, verdicts)}\n\n` +
      `${size.clients} clients × 10 messages a second, Node ${process.version}, ${conditions.cpu}; all samples in .bench/latest.json\n`,
  );
}

async function measureAll(groups: readonly Group[]): Promise<Results> {
  const progress = createProgress(
    groups.reduce((sum, { rounds, contenders }) => sum + rounds * contenders.length, 0),
  );
  const load = startChild("./load/main.ts", { core: LOAD_CORE });
  const results: Record<string, Samples> = {};
  try {
    for (const group of groups) {
      try {
        results[group.key] = await measureGroup(group, load, progress.step);
      } catch (error) {
        progress.end();
        process.stderr.write(`${group.title} could not be measured: ${(error as Error).message}\n`);
      }
    }
  } finally {
    progress.end();
    await load.stop();
  }
  return results;
}

/** The page is measured last; what goes wrong with it must not lose all the rest. */
async function measureDashboard(seconds: number): Promise<Results> {
  if (!findProgram("Chromium")) return {};
  try {
    const page: Record<string, Samples[string]> = {};
    for (const [name, kind] of Object.entries(PAGES)) page[name] = [await measurePage(kind, seconds)];
    return { page };
  } catch (error) {
    process.stderr.write(`The page could not be measured: ${(error as Error).message}\n`);
    return {};
  }
}

/** What makes the figures worse than they could be on this machine. */
function notices(): string[] {
  const openFiles = Number(
    /Max open files\s+\S+\s+(\d+)/.exec(readLimits())?.[1] ?? Number.POSITIVE_INFINITY,
  );
  return [
    ...(openFiles < 8192 ? [`Open files are limited to ${openFiles}; try: ulimit -Hn 16384`] : []),
    ...(canPin ? [] : ["No taskset or one core: server and generator share it, and disturb each other."]),
    ...(findProgram("Chromium") ? [] : ["No Chromium here, so the page is not measured."]),
    ...(hasNchan ? [] : ["No Nchan here, so it does not contend: apt-get install nginx libnginx-mod-nchan"]),
  ];
}

function readLimits(): string {
  try {
    return readFileSync("/proc/self/limits", "latin1");
  } catch {
    return "";
  }
}

await main();

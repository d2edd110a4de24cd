import { cpus, loadavg } from "node:os";
import { relative } from "node:path";
import { createBrowsers } from "./browsers/browsers.ts";
import type { Verdict } from "./claim.ts";
import { EXIT, exitCodeOf } from "./exit-code.ts";
import { readFolder } from "./folder.ts";
import { createLabProcess } from "./lab-process.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { createProgress, formatTime } from "./progress.ts";
import type { CaseRecord } from "./record.ts";
import { rehearse } from "./rehearsal.ts";
import { inWaves, scheduleCases } from "./schedule.ts";
import type { Case } from "./setting.ts";
import { listenForStop } from "./stop-signal.ts";
import { conclude, openStudy, type Study } from "./study.ts";
import { runWaves } from "./study-run.ts";
import { expectedMs } from "./time-plan.ts";

/** A study of more waves than these is rehearsed; of a smaller one, a wave more would be a large part. */
const REHEARSED = 10;

/** Runs the matrix, judges the claims, writes the report; resolves with the exit code. */
async function compare(options: Options): Promise<number> {
  const earlier = options.against === undefined ? undefined : readFolder(options.against, "against");
  const signal = listenForStop();
  const lab = createLabProcess();
  const browsers = createBrowsers(!options.headed);
  let study: Study | undefined;
  try {
    await lab.running();
    study = await openStudy(options, browsers);
    const { settings } = study.head;
    const waves = wavesOf(study);
    const isLong = waves.length > REHEARSED;
    process.stderr.write(busyness());
    if (isLong) say("Rehearsing …");
    const aroundMs = isLong
      ? await rehearse(study.head, { lab, browserOf: browsers.get, signal })
      : undefined;
    const expect = (wave: readonly Case[]) =>
      Math.max(...wave.map((one) => expectedMs(one, settings, aroundMs)));
    if (!signal.aborted) announce(study, waves, expect);
    const fresh = await runWaves({
      waves,
      settings,
      folder: study.folder,
      lab,
      browserOf: browsers.get,
      progress: createProgress(waves, expect),
      signal,
    });
    if (!signal.aborted) {
      // As they lie on the disk, where those that failed first are not forgotten.
      const { records } = readFolder(study.folder.path, "out");
      return report(study, conclude(study, records, earlier), records);
    }
    say(
      `Stopped: ${study.records.length + fresh.length} of ${study.records.length + waves.flat().length} runs are kept.`,
    );
    say(howToGoOn(study));
    return EXIT.stopped;
  } catch (error) {
    if (study) say(`What was finished is kept. ${howToGoOn(study)}`);
    throw error;
  } finally {
    await browsers.close();
    await lab.stop();
  }
}

/** What is still to be run, in its order. */
function wavesOf({ head, records }: Study): Case[][] {
  const done = new Set(records.map((record) => record.case.id));
  const cases = scheduleCases(head).filter(({ id }) => !done.has(id));
  return inWaves(cases, head.atOnce ?? 1, head.seed, (one) => expectedMs(one, head.settings));
}

/** Before the first run: what is claimed is sealed, and how long it will take. */
function announce(
  { head, folder, records, leftOut }: Study,
  waves: readonly (readonly Case[])[],
  expect: (wave: readonly Case[]) => number,
): void {
  const browsers = Object.entries(head.environment.browsers).map((words) => words.join(" "));
  const before = records.length > 0 ? `${records.length} runs are there already; ` : "";
  const totalMs = waves.reduce((sum, wave) => sum + expect(wave), 0);
  say(`${head.settings.length} settings, ${head.repetitions} repetitions, seed ${head.seed}; ${browsers.join(", ")}
${head.claims.length} claims, sealed with the whole plan by SHA-256 ${head.planHash}
${leftOut.length > 0 ? `Left out: ${leftOut.join(", ")}, which this browser cannot run\n` : ""}${before}${waves.flat().length} runs to go, ${head.atOnce ?? 1} at once, about ${formatTime(totalMs)}; written to ${shown(folder.path)}`);
}

/** Where others are at work on the machine, too, times say more of them than of the transports. */
function busyness(): string {
  const [load = 0] = loadavg();
  const cores = cpus().length;
  return load > cores / 2
    ? `The machine is busy already (load ${load.toFixed(1)} on ${cores} cores): times will be worse than they need be\n`
    : "";
}

function report(
  { head, folder }: Study,
  verdicts: readonly Verdict[],
  records: readonly CaseRecord[],
): number {
  for (const { claim, verdict } of verdicts) say(`${verdict.padEnd(12)} ${claim}`);
  const count = (which: Verdict["verdict"]) => verdicts.filter(({ verdict }) => verdict === which).length;
  const failures = records.filter(({ failure }) => failure !== undefined).length;
  const repeated = records.filter(({ failedBefore }) => failedBefore !== undefined).length;
  if (failures > 0) say(`${failures} of ${records.length} runs came to nothing; --resume runs them again`);
  if (repeated > 0) say(`${repeated} of ${records.length} runs failed first and were run again`);
  if (failures + repeated > 0) say("No claim about a run that failed is called true");
  const unjudged = head.claims.length - verdicts.length;
  say(
    `${count("true")} true, ${count("false")} false, ${count("inconclusive")} inconclusive${unjudged > 0 ? `, ${unjudged} without a run to judge by` : ""}`,
  );
  say(`The report: ${shown(folder.path)}/report.html`);
  return exitCodeOf(head.claims, verdicts, records);
}

const howToGoOn = ({ folder }: Study) => `To go on: npm run compare -- --resume ${shown(folder.path)}`;
const shown = (path: string) => relative(process.cwd(), path) || ".";

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(USAGE);
  else process.exitCode = await compare(options);
} catch (error) {
  // A defect of ours wants its stack; what is named in words needs none.
  const isDefect = error instanceof TypeError || error instanceof RangeError || !(error instanceof Error);
  say(isDefect ? String((error as Error).stack ?? error) : error.message);
  process.exitCode = EXIT.failed;
}

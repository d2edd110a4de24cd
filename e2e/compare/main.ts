import { relative } from "node:path";
import { createBrowsers } from "./browsers/browsers.ts";
import type { Verdict } from "./claim.ts";
import { type Folder, readFolder } from "./folder.ts";
import { createLabProcess } from "./lab-process.ts";
import { type Options, parseOptions, USAGE } from "./options.ts";
import { createProgress, formatTime } from "./progress.ts";
import type { CaseRecord } from "./record.ts";
import { scheduleCases } from "./schedule.ts";
import type { Case } from "./setting.ts";
import { conclude, openStudy, type Study } from "./study.ts";
import { runCases } from "./study-run.ts";
import { expectedMs } from "./time-plan.ts";

/** What the exit code says of the claims; or that they could not be measured, or that someone did not want to wait. */
const EXIT = { true: 0, false: 1, inconclusive: 2, failed: 3, stopped: 130 } as const;

/** Runs the matrix, judges the claims, writes the report; resolves with the exit code. */
async function compare(options: Options): Promise<number> {
  const earlier = options.against === undefined ? undefined : readFolder(options.against, "against");
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort());
  const lab = createLabProcess();
  const browsers = createBrowsers(!options.headed);
  let study: Study | undefined;
  try {
    await lab.running();
    study = await openStudy(options, browsers);
    const { head, folder } = study;
    const done = new Set(study.records.map((record) => record.case.id));
    const cases = scheduleCases(head).filter(({ id }) => !done.has(id));
    const expect = expectationOf(study);
    announce(study, cases, expect);
    const fresh = await runCases({
      cases,
      settings: head.settings,
      folder,
      lab,
      browserOf: browsers.get,
      progress: createProgress(cases, expect),
      signal: stop.signal,
    });
    const records = [...study.records, ...fresh];
    if (stop.signal.aborted) {
      say(`Stopped: ${records.length} of ${done.size + cases.length} runs are kept. ${howToGoOn(folder)}`);
      return EXIT.stopped;
    }
    return report(conclude(study, records, earlier), records, folder);
  } catch (error) {
    if (study) say(`What was finished is kept. ${howToGoOn(study.folder)}`);
    throw error;
  } finally {
    await browsers.close();
    await lab.stop();
  }
}

function expectationOf({ head }: Study): (one: Case) => number {
  const settings = new Map(head.settings.map((setting) => [setting.name, setting]));
  return (one) => {
    const setting = settings.get(one.setting);
    return setting ? expectedMs(one, setting) : 0;
  };
}

/** Before the first run: what is claimed is sealed, and how long it will take. */
function announce({ head, folder, records }: Study, cases: readonly Case[], expect: (one: Case) => number) {
  const browsers = Object.entries(head.environment.browsers).map((words) => words.join(" "));
  const before = records.length > 0 ? `${records.length} runs are there already; ` : "";
  const totalMs = cases.reduce((sum, one) => sum + expect(one), 0);
  say(`${head.settings.length} settings, ${head.repetitions} repetitions, seed ${head.seed}; ${browsers.join(", ")}
${head.claims.length} claims, SHA-256 ${head.claimsHash}
${before}${cases.length} runs to go, about ${formatTime(totalMs)}; written to ${shown(folder.path)}`);
}

function report(verdicts: readonly Verdict[], records: readonly CaseRecord[], folder: Folder): number {
  for (const { claim, verdict } of verdicts) say(`${verdict.padEnd(12)} ${claim}`);
  const count = (which: Verdict["verdict"]) => verdicts.filter(({ verdict }) => verdict === which).length;
  const failures = records.filter(({ failure }) => failure !== undefined).length;
  if (failures > 0) say(`${failures} of ${records.length} runs came to nothing; --resume runs them again`);
  say(`${count("true")} true, ${count("false")} false, ${count("inconclusive")} inconclusive`);
  say(`The report: ${shown(folder.path)}/report.html`);
  if (failures === records.length && failures > 0) return EXIT.failed;
  return count("false") > 0 ? EXIT.false : count("inconclusive") > 0 ? EXIT.inconclusive : EXIT.true;
}

const howToGoOn = ({ path }: Folder) => `To go on: npm run compare -- --resume ${shown(path)}`;
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

import type { Browser } from "./browsers/browser.ts";
import { runCase } from "./case-run.ts";
import type { Folder } from "./folder.ts";
import type { LabProcess } from "./lab-process.ts";
import type { Progress } from "./progress.ts";
import type { CaseRecord } from "./record.ts";
import type { BrowserName, Case, Setting } from "./setting.ts";
import { limitMs } from "./time-plan.ts";

export interface StudyParts {
  readonly cases: readonly Case[];
  readonly settings: readonly Setting[];
  readonly folder: Folder;
  readonly lab: LabProcess;
  readonly browserOf: (name: BrowserName) => Promise<Browser>;
  readonly progress: Progress;
  /** Ends the study: the case that runs is let go, and is run again when the study goes on. */
  readonly signal: AbortSignal;
}

/**
 * Runs cases one after the other, each written down before the next. What fails a case (a browser that dies, a lab that
 * dies, messages that do not come) is its record; what would fail every case (a lab or a browser that does not start, a
 * full disk) is thrown.
 */
export async function runCases(parts: StudyParts): Promise<CaseRecord[]> {
  const { cases, folder, progress, signal } = parts;
  const stopped = new Promise<string>((resolve) =>
    signal.addEventListener("abort", () => resolve("the study was stopped"), { once: true }),
  );
  const records: CaseRecord[] = [];
  for (const one of cases) {
    if (signal.aborted) break;
    progress.begin(one);
    const record = await recordCase(one, parts, stopped);
    if (signal.aborted) break;
    folder.append(record);
    records.push(record);
    progress.end(one, Date.now() - Date.parse(record.startedAt), record.failure);
  }
  progress.close();
  return records;
}

async function recordCase(
  one: Case,
  { settings, lab, browserOf }: StudyParts,
  stopped: Promise<string>,
): Promise<CaseRecord> {
  const setting = settings.find(({ name }) => name === one.setting);
  if (!setting) throw new Error(`${one.id}: expected a setting of the study, got ${one.setting}`);
  const { url, death } = await lab.running();
  const browser = await browserOf(setting.browser);
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const broken = Promise.race([stopped, death]).then((reason) => Promise.reject(new Error(reason)));
  try {
    const run = runCase(one, { browser, url, setting, limitMs: limitMs(one, setting) });
    return { case: one, startedAt, ...(await Promise.race([run, broken])) };
  } catch (error) {
    const durationMs = performance.now() - began;
    return {
      case: one,
      startedAt,
      durationMs,
      failure: browser.isAlive ? wordsOf(error) : "the browser died",
    };
  }
}

/** Playwright puts its own names before the words, and its stack below them. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? message).replace(/^\w+\.\w+: (Error: )?/, "");
}

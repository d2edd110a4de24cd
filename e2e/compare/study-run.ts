import { loadavg } from "node:os";
import type { Browser } from "./browsers/browser.ts";
import { runCase } from "./case-run.ts";
import type { Folder } from "./folder.ts";
import { createGate, type Gate } from "./gate.ts";
import type { LabProcess } from "./lab-process.ts";
import type { Progress } from "./progress.ts";
import type { CaseRecord } from "./record.ts";
import type { BrowserName, Case, Setting } from "./setting.ts";
import { limitMs } from "./time-plan.ts";

export interface StudyParts {
  /** Cases of one wave are run side by side. */
  readonly waves: readonly (readonly Case[])[];
  readonly settings: readonly Setting[];
  readonly folder: Pick<Folder, "append">;
  readonly lab: LabProcess;
  readonly browserOf: (name: BrowserName) => Promise<Browser>;
  readonly progress: Progress;
  /** Ends the study: the cases that run are let go, and are run again when the study goes on. */
  readonly signal: AbortSignal;
}

/**
 * Runs wave after wave, and writes down each case as it ends. What fails a case (a browser that dies, a lab that dies,
 * messages that do not come) is its record; what would fail every case (a lab or a browser that does not start, a full
 * disk) is thrown.
 */
export async function runWaves(parts: StudyParts): Promise<CaseRecord[]> {
  const { waves, folder, lab, progress, signal } = parts;
  const stopped = new Promise<string>((resolve) =>
    signal.addEventListener("abort", () => resolve("the study was stopped"), { once: true }),
  );
  const records: CaseRecord[] = [];
  for (const wave of waves) {
    if (signal.aborted) break;
    progress.begin(wave);
    const began = performance.now();
    const { url, death } = await lab.running();
    const gate = createGate(wave.map(({ id }) => id));
    const broken = Promise.race([stopped, death]).then(fail);
    broken.catch(() => {}); // a case whose browser still starts does not listen yet
    const each = wave.map(async (one) => {
      const record = await recordCase(one, parts, { url, broken, gate });
      if (signal.aborted) return;
      const [load = 0] = loadavg();
      const whole = { ...record, load };
      folder.append(whole);
      records.push(whole);
      progress.done(one, record.failure);
    });
    // All of them end before anything is thrown, so that what they have measured is written down.
    for (const ended of await Promise.allSettled(each)) if (ended.status === "rejected") throw ended.reason;
    progress.end(wave, performance.now() - began);
  }
  progress.close();
  return records;
}

interface Wave {
  readonly url: string;
  /** Rejects once there is no going on: the lab has died, or someone has stopped it all. */
  readonly broken: Promise<never>;
  readonly gate: Gate;
}

async function recordCase(
  one: Case,
  { settings, browserOf }: StudyParts,
  { url, broken, gate }: Wave,
): Promise<CaseRecord> {
  const setting = settings.find(({ name }) => name === one.setting);
  if (!setting) throw new Error(`${one.id}: expected a setting of the study, got ${one.setting}`);
  // The others wait for it at the gate: where there is no browser for it, they need not.
  const browser = await browserOf(setting.browser).catch((error) => {
    gate.leave(one.id);
    throw error;
  });
  const startedAt = new Date().toISOString();
  const began = performance.now();
  try {
    const loaded = () => gate.pass(one.id);
    const parts = { browser, url, setting, limitMs: limitMs(one, setting), loaded, broken };
    return { case: one, startedAt, ...(await runCase(one, parts)) };
  } catch (error) {
    const failure = browser.isAlive ? wordsOf(error) : "the browser died";
    return { case: one, startedAt, durationMs: performance.now() - began, failure };
  } finally {
    gate.leave(one.id);
  }
}

function fail(reason: string): never {
  throw new Error(reason);
}

/** Playwright puts its own names before the words, and its stack below them. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? message).replace(/^\w+\.\w+: (Error: )?/, "");
}

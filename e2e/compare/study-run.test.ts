import { expect, onTestFinished, test } from "vitest";
import type { Browser, Tab } from "./browsers/browser.ts";
import type { Progress } from "./progress.ts";
import type { CaseRecord } from "./record.ts";
import type { Case, Setting } from "./setting.ts";
import { runWaves, type StudyParts } from "./study-run.ts";

const one = { id: "a/sse/1", setting: "a", transport: "sse" } as Case;
const setting = { name: "a", link: "v=1&rate=10", messages: 5, warmUp: 0, browser: "chromium" } as Setting;
const silent: Progress = { begin() {}, done() {}, end() {}, close() {} };

/** A study of one case; what is not given never comes. */
function studyOf(parts: Partial<StudyParts> & { readonly death?: Promise<string> }) {
  const written: CaseRecord[] = [];
  const ended = runWaves({
    waves: [[one]],
    settings: [setting],
    folder: { append: (record) => written.push(record) },
    lab: {
      running: async () => ({ url: "http://lab", death: parts.death ?? new Promise(() => {}) }),
      async stop() {},
    },
    browserOf: () => new Promise(() => {}),
    progress: silent,
    signal: new AbortController().signal,
    ...parts,
  });
  return { written, ended };
}

/** A browser whose page never answers, as one that waits for messages; closing its tab takes a while. */
function patientBrowser() {
  const asked = Promise.withResolvers<void>();
  const closing = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const tab: Tab = {
    devtools: undefined,
    async goto() {},
    async hide() {},
    death: new Promise(() => {}),
    ask() {
      asked.resolve();
      return new Promise(() => {});
    },
    close() {
      closing.resolve();
      return closed.promise;
    },
  };
  const browser = { name: "chromium", version: "1", isAlive: true, open: async () => tab, async close() {} };
  return { asked, closing, closed, browserOf: async () => browser as Browser };
}

test("who stops the study stops its cases, too: it ends when their tabs are closed, and writes no record of them", async () => {
  const { asked, closing, closed, browserOf } = patientBrowser();
  const stop = new AbortController();
  const { ended, written } = studyOf({ browserOf, signal: stop.signal });
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  await asked.promise;
  stop.abort();
  await closing.promise;
  await new Promise(setImmediate); // all that was about to go on has gone on
  expect(isOver).toBe(false);
  closed.resolve();
  expect(await ended).toEqual([]);
  expect(written).toEqual([]);
});

test("a lab that dies while a browser still starts fails the case, and nothing is left unheard", async () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown) => unheard.push(reason);
  process.on("unhandledRejection", hear);
  onTestFinished(() => void process.off("unhandledRejection", hear));
  const { browserOf, closed } = patientBrowser();
  closed.resolve();
  const started = Promise.withResolvers<void>();
  const { ended } = studyOf({
    browserOf: async () => {
      await started.promise;
      return browserOf();
    },
    death: Promise.resolve("the lab died (SIGKILL)"),
  });
  await new Promise(setImmediate); // Node names a rejection that nobody hears when a turn is over
  started.resolve();
  expect(await ended).toMatchObject([{ failure: "the lab died (SIGKILL)" }]);
  expect(unheard).toEqual([]);
});

test("a browser that does not start is said once the other cases have ended, which do not wait for it at the gate", async () => {
  const { asked, browserOf, closed } = patientBrowser();
  const other = { ...one, id: "b/sse/1", setting: "b" };
  const stop = new AbortController();
  const { ended } = studyOf({
    waves: [[one, other]],
    settings: [setting, { ...setting, name: "b", browser: "firefox" }],
    browserOf: (name) =>
      name === "firefox" ? Promise.reject(new Error("there is no Firefox")) : browserOf(),
    signal: stop.signal,
  });
  const said = expect(ended).rejects.toThrow("there is no Firefox");
  await asked.promise;
  closed.resolve();
  stop.abort();
  await said;
});

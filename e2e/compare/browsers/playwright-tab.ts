import type { Browser, BrowserContext, Page } from "@playwright/test";
import type { Devtools } from "../devtools.ts";
import { inWords, type Tab } from "./browser.ts";

export const VIEWPORT = { width: 1280, height: 800 };
/** Whoever presses Ctrl-C is asked by the study itself what is to become of the cases that run. */
export const SIGNALS = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
/** A tab that has not become hidden by then stays visible, ms. */
const HIDING_MS = 5000;

export interface TabParts {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly devtools?: Devtools;
  readonly close: () => Promise<void>;
}

/** A page as Playwright drives it. Throws should the browser die meanwhile, where Playwright may wait for it without end. */
export async function openPlaywrightTab(browser: Browser, open: () => Promise<TabParts>): Promise<Tab> {
  const end = new Promise<string>((resolve) =>
    browser.once("disconnected", () => resolve("the browser died")),
  );
  const dead = end.then((reason) => Promise.reject(new Error(reason)));
  const { context, page, devtools, close } = await Promise.race([open(), dead]);
  const crash = new Promise<string>((resolve) => page.once("crash", () => resolve("the page crashed")));
  return {
    devtools,
    death: Promise.race([end, crash]),
    async goto(url) {
      await page.goto(url);
    },
    ask: (question, argument) => page.evaluate(inWords(question, argument)),
    async hide() {
      const other = await context.newPage();
      await other.bringToFront();
      const isHidden = page.waitForFunction(() => document.hidden, undefined, {
        polling: 100,
        timeout: HIDING_MS,
      });
      await isHidden.catch(() => {
        throw new Error("the tab lies behind another one, and is not hidden all the same");
      });
    },
    close,
  };
}

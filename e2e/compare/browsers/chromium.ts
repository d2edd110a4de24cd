import { type BrowserContext, chromium, type Browser as Launched, type Page } from "@playwright/test";
import { findProgram } from "../../system.ts";
import { watchNetwork } from "../devtools.ts";
import { type Browser, inWords, type Tab, type TabNeeds } from "./browser.ts";
import { startPlainChromium } from "./plain-chromium.ts";

const VIEWPORT = { width: 1280, height: 800 };
/** A tab that has not become hidden by then stays visible, ms. */
const HIDING_MS = 5000;

/** Starts the machine's Chromium. Throws, with Playwright's words, where it does not start. */
export async function startChromium(isHeadless: boolean): Promise<Browser> {
  const executablePath = findProgram("Chromium");
  const launched = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    headless: isHeadless,
    args: ["--no-sandbox"],
    // Whoever presses Ctrl-C is asked first what is to become of the case that runs.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return {
    name: "chromium",
    version: launched.version(),
    get isAlive() {
      return launched.isConnected();
    },
    async open(needs) {
      if (!needs.background) {
        const context = await launched.newContext({ viewport: VIEWPORT });
        return openTab(launched, context, needs, () => context.close());
      }
      // Playwright has every page believe that it is in front, so that no tab is ever hidden. A Chromium of its own
      // that it is asked to leave as it is behaves as a person's: other tabs are hidden, and their timers throttled.
      const plain = await startPlainChromium(isHeadless);
      const [context] = plain.browser.contexts();
      if (!context) throw new Error("Chromium has no context of its own");
      return openTab(plain.browser, context, needs, plain.close);
    },
    close: () => launched.close(),
  };
}

async function openTab(
  browser: Launched,
  context: BrowserContext,
  { transport, cpuSlowdown }: TabNeeds,
  close: () => Promise<void>,
): Promise<Tab> {
  const page = await context.newPage();
  const death = new Promise<string>((resolve) => {
    browser.on("disconnected", () => resolve("the browser died"));
    page.on("crash", () => resolve("the page crashed"));
  });
  const cdp = await context.newCDPSession(page);
  const devtools = await watchNetwork(cdp, transport);
  if (cpuSlowdown > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
  return {
    devtools,
    death,
    async goto(url) {
      await page.goto(url);
    },
    ask: (question, argument) => page.evaluate(inWords(question, argument)),
    hide: () => hide(context, page),
    close,
  };
}

async function hide(context: BrowserContext, page: Page): Promise<void> {
  const other = await context.newPage();
  await other.bringToFront();
  await page
    .waitForFunction(() => document.hidden, undefined, { polling: 100, timeout: HIDING_MS })
    .catch(() => {
      throw new Error("the tab lies behind another one, and is not hidden all the same");
    });
}

import { type BrowserContext, chromium } from "@playwright/test";
import { findProgram } from "../../system.ts";
import { watchNetwork } from "../devtools.ts";
import type { Browser, Tab, TabNeeds } from "./browser.ts";
import { startPlainChromium } from "./plain-chromium.ts";
import { openPlaywrightTab, SIGNALS, VIEWPORT } from "./playwright-tab.ts";

/** Starts the machine's Chromium. Throws, with Playwright's words, where it does not start. */
export async function startChromium(isHeadless: boolean): Promise<Browser> {
  const executablePath = findProgram("Chromium");
  const launched = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    headless: isHeadless,
    args: ["--no-sandbox"],
    ...SIGNALS,
  });
  return {
    name: "chromium",
    version: launched.version(),
    get isAlive() {
      return launched.isConnected();
    },
    open(needs) {
      if (needs.background) return openHidden(isHeadless, needs);
      return openPlaywrightTab(launched, async () => {
        const context = await launched.newContext({ viewport: VIEWPORT });
        return { ...(await openPage(context, needs)), close: () => context.close() };
      });
    },
    close: () => launched.close(),
  };
}

/**
 * Playwright has every page believe that it is in front, so that no tab is ever hidden. A Chromium of its own that it is
 * asked to leave as it is behaves as a person's: other tabs are hidden, and their timers throttled.
 */
async function openHidden(isHeadless: boolean, needs: TabNeeds): Promise<Tab> {
  const { browser, close } = await startPlainChromium(isHeadless);
  try {
    return await openPlaywrightTab(browser, async () => {
      const [context] = browser.contexts();
      if (!context) throw new Error("Chromium has no context of its own");
      return { ...(await openPage(context, needs)), close };
    });
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPage(context: BrowserContext, { transport, cpuSlowdown }: TabNeeds) {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const devtools = await watchNetwork(cdp, transport);
  // The page's main thread alone: there is no such switch for a worker.
  if (cpuSlowdown > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
  return { context, page, devtools };
}

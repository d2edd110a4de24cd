import { type BrowserContext, chromium, type Browser as Launched } from "@playwright/test";
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
  const cdp = await context.newCDPSession(page);
  const devtools = await watchNetwork(cdp, transport);
  // The page's main thread alone: there is no such switch for a worker.
  if (cpuSlowdown > 1) await cdp.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
  return openPlaywrightTab({ browser, context, page, devtools, close });
}

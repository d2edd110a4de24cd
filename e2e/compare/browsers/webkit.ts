import { webkit } from "@playwright/test";
import type { Browser } from "./browser.ts";
import { openPlaywrightTab, SIGNALS, VIEWPORT } from "./playwright-tab.ts";

/** Starts WebKit, which there is only as Playwright's own build. Without CDP there is no third vantage point. */
export async function startWebkit(isHeadless: boolean): Promise<Browser> {
  const launched = await webkit.launch({ headless: isHeadless, ...SIGNALS }).catch(() => {
    throw new Error("browser: expected Playwright's WebKit, got none (npx playwright install webkit)");
  });
  return {
    name: "webkit",
    version: launched.version(),
    get isAlive() {
      return launched.isConnected();
    },
    async open({ cpuSlowdown, background }) {
      if (cpuSlowdown > 1) throw new Error("cpuSlowdown: expected 1 in WebKit, which cannot be slowed down");
      if (background) throw new Error("background: expected false in WebKit, whose pages never hide");
      return openPlaywrightTab(launched, async () => {
        const context = await launched.newContext({ viewport: VIEWPORT });
        return { context, page: await context.newPage(), close: () => context.close() };
      });
    },
    close: () => launched.close(),
  };
}

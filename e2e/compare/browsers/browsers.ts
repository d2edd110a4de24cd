import type { BrowserName } from "../setting.ts";
import type { Browser } from "./browser.ts";
import { startBrowser } from "./start-browser.ts";

/** The browsers of a study, each started when it is first needed, and anew should it have died. */
export interface Browsers {
  get(name: BrowserName): Promise<Browser>;
  close(): Promise<void>;
}

export function createBrowsers(isHeadless: boolean): Browsers {
  const started = new Map<BrowserName, Browser>();
  return {
    async get(name) {
      const known = started.get(name);
      if (known?.isAlive) return known;
      const browser = await startBrowser(name, isHeadless);
      started.set(name, browser);
      return browser;
    },
    async close() {
      for (const browser of started.values()) await browser.close().catch(() => {}); // or it has died meanwhile
      started.clear();
    },
  };
}

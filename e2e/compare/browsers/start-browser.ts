import type { BrowserName } from "../setting.ts";
import type { Browser } from "./browser.ts";
import { startChromium } from "./chromium.ts";

/** Starts a browser of that name, or says in words why there is none. */
export async function startBrowser(name: BrowserName, isHeadless: boolean): Promise<Browser> {
  if (name === "chromium") return startChromium(isHeadless);
  throw new Error(`browser: expected one that is on this machine, got ${name}`);
}

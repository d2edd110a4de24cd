import type { BrowserName } from "../setting.ts";
import type { Browser } from "./browser.ts";
import { startChromium } from "./chromium.ts";
import { startFirefox } from "./firefox.ts";
import { startWebkit } from "./webkit.ts";

const STARTS = { chromium: startChromium, firefox: startFirefox, webkit: startWebkit };

/** Starts a browser of that name, or says in words why there is none. */
export function startBrowser(name: BrowserName, isHeadless: boolean): Promise<Browser> {
  return STARTS[name](isHeadless);
}

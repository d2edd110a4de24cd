import type { BrowserName } from "../setting.ts";
import type { Browser } from "./browser.ts";
import { startChromium } from "./chromium.ts";
import { startFirefox } from "./firefox.ts";

/** Starts a browser of that name, or says in words why there is none. */
export async function startBrowser(name: BrowserName, isHeadless: boolean): Promise<Browser> {
  if (name === "chromium") return startChromium(isHeadless);
  if (name === "firefox") return startFirefox(isHeadless);
  throw new Error(
    "browser: expected chromium or firefox, got webkit, which Playwright has only as a build of its own",
  );
}

import type { BrowserName } from "../setting.ts";
import type { Browser } from "./browser.ts";
import { startBrowser } from "./start-browser.ts";

/** The browsers of a study, each started when it is first needed, and anew should it have died. */
export interface Browsers {
  get(name: BrowserName): Promise<Browser>;
  close(): Promise<void>;
}

export function createBrowsers(isHeadless: boolean, start = startBrowser): Browsers {
  const started = new Map<BrowserName, Promise<Browser>>();

  async function get(name: BrowserName): Promise<Browser> {
    const known = started.get(name);
    if (
      known &&
      (await known.then(
        ({ isAlive }) => isAlive,
        () => false,
      ))
    )
      return known;
    // Cases of one wave ask at once: the first to find it dead starts it, and the others get the same.
    if (started.get(name) === known) started.set(name, start(name, isHeadless));
    return started.get(name) ?? get(name);
  }

  return {
    get,
    async close() {
      for (const browser of started.values()) await browser.then((one) => one.close()).catch(() => {}); // or it has died
      started.clear();
    },
  };
}

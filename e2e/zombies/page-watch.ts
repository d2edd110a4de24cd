import type { Browser, Page } from "@playwright/test";
import type { PageFigures } from "#protocol/page.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { expectDelivered } from "../dashboard.ts";

/** When a lane of the page saw that its server was gone, ms since it was; undefined where it never did. */
export type Notices = Readonly<Record<TransportName, number | undefined>>;

export interface PageWatch {
  readonly page: Page;
  /** The server is gone now. Resolves once all lanes have noticed, or `forMs` are over. */
  watch(forMs: number): Promise<Notices>;
}

const LOOK_MS = 100;

/** A dashboard with all four lanes running, in a browser. */
export async function openPage(browser: Browser, origin: string, query: string): Promise<PageWatch> {
  const page = await browser.newPage();
  await page.goto(`${origin}/?v=1&rate=1&poll=1000&run=1&${query}`);
  await expectDelivered(page, 2, ["websocket"]);
  return {
    page,
    async watch(forMs) {
      const noticed: Partial<Record<TransportName, number>> = {};
      const at = Date.now();
      const reconnectsOf = ({ lanes }: PageFigures, lane: TransportName) =>
        lanes[lane]?.browser.reconnects ?? 0;
      const before = await page.evaluate(() => window.ladder.figures());
      while (Date.now() - at < forMs && Object.keys(noticed).length < TRANSPORTS.length) {
        const now = await page.evaluate(() => window.ladder.figures());
        for (const lane of TRANSPORTS) {
          const { isWell = true, state } = now.lanes[lane] ?? {};
          // A WebSocket that asks does not know yet; and a lane may be back before we have looked.
          const hasNoticed =
            (!isWell && state !== "unanswered") || reconnectsOf(now, lane) > reconnectsOf(before, lane);
          if (hasNoticed) noticed[lane] ??= Date.now() - at;
        }
        await page.waitForTimeout(LOOK_MS);
      }
      return Object.fromEntries(TRANSPORTS.map((lane) => [lane, noticed[lane]])) as Notices;
    },
  };
}

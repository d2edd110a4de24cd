import { agreementOf } from "./agreement.ts";
import type { Browser, Tab } from "./browsers/browser.ts";
import { figuresOf } from "./figures.ts";
import { begin, comeToRest, forget, standStill, waitFor } from "./in-page.ts";
import type { CaseRecord } from "./record.ts";
import { queryOf } from "./schedule.ts";
import type { Case, Setting } from "./setting.ts";

export interface CaseParts {
  readonly browser: Browser;
  /** Where the lab is. */
  readonly url: string;
  readonly setting: Setting;
  /** How long the messages may take, and as long again the warm-up, ms. */
  readonly limitMs: number;
}

/** What a case came to. */
export type Outcome = Pick<CaseRecord, "durationMs" | "page" | "server" | "cdp" | "agreement" | "figures">;

/** Runs one case in a tab of its own. Throws, in words, where it comes to nothing. */
export async function runCase(one: Case, { browser, url, setting, limitMs }: CaseParts): Promise<Outcome> {
  const { transport } = one;
  const tab = await browser.open({ ...setting, transport });
  try {
    return await Promise.race([measure(), tab.death.then(fail)]);
  } finally {
    await tab.close().catch(() => {}); // what is dead is closed
  }

  async function measure(): Promise<Outcome> {
    await tab.goto(`${url}/?${queryOf(setting, transport, one.seed)}`);
    if (setting.background) await tab.hide();
    await tab.ask(begin, undefined);
    await warmUp(tab);
    const startedAt = performance.now();
    await tab.ask(waitFor, { delivered: setting.messages, limitMs });
    const streamedMs = performance.now() - startedAt;
    // Who asks whether there is news or not is at rest between two questions, and standing still would add empty answers.
    if (transport !== "short-polling") await tab.ask(standStill, true);
    const { figures, stalenessMs } = await tab.ask(comeToRest, transport);
    const durationMs = transport === "short-polling" ? performance.now() - startedAt : streamedMs;

    const { browser, server } = figures.lanes[transport] ?? fail("the page has no figures of the lane");
    if (!server) return fail("the server's meter has not come");
    const cdp = tab.devtools?.view();
    return {
      durationMs,
      page: {
        figures: browser,
        stalenessMs,
        clockBoundMs: figures.clock?.boundMs ?? fail("the server's clock is not known"),
        updates: figures.updates,
      },
      server,
      ...(cdp && { cdp }),
      agreement: agreementOf(transport, { browser, server, cdp }),
      figures: figuresOf({ browser, server, stalenessMs, durationMs }),
    };
  }

  /** Messages that no figure counts; all stands still for a moment, so that every vantage point counts from the same one. */
  async function warmUp({ ask, devtools }: Tab): Promise<void> {
    if (setting.warmUp === 0) return;
    await ask(waitFor, { delivered: setting.warmUp, limitMs });
    await ask(standStill, true);
    await ask(comeToRest, transport);
    await ask(forget, undefined);
    devtools?.reset();
    await ask(standStill, false);
  }
}

function fail(reason: string): never {
  throw new Error(reason);
}

import { setTimeout as wait } from "node:timers/promises";
import { parseScenario } from "#protocol/scenario.ts";
import { agree, agreementOf } from "./agreement.ts";
import type { Browser, Tab } from "./browsers/browser.ts";
import { figuresOf } from "./figures.ts";
import { askNoMore, begin, comeToRest, standStill, waitFor } from "./in-page.ts";
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
  /** Called when the page is there; the run begins once it resolves. */
  readonly loaded: () => Promise<void>;
  /** Rejects once there is no going on: the case is given up, and its tab closed. */
  readonly broken: Promise<never>;
}

/** Since when all vantage points count, by the page's clock, ms; and whether they began between the same two requests, before any fault. */
interface WarmUp {
  readonly startedAt: number;
  readonly isClean: boolean;
}

/** Page and server are given so long to come to the same count, ms. */
const REST_MS = 3000;
/** Developer tools, which tell of it from another process, are given so long after that, ms. */
const TOOLS_MS = 1000;
/** A poller that asked while all was forgotten is found out in so long after its next question, ms: meters are read four times a second. */
const FOUND_OUT_MS = 1000;
/** For so long a poller is tried to be caught between two polls, ms. */
const CATCH_MS = 10_000;

/** What a case came to. */
export type Outcome = Omit<CaseRecord, "case" | "startedAt" | "load" | "failure">;

/** Runs one case in a tab of its own, which is closed when it ends. Throws, in words, where it comes to nothing. */
export async function runCase(
  one: Case,
  { browser, url, setting, limitMs, loaded, broken }: CaseParts,
): Promise<Outcome> {
  const { transport } = one;
  const pushes = transport !== "short-polling";
  const { pollMs, script } = parseScenario(setting.link);
  const tab = await browser.open({ ...setting, transport });
  try {
    return await Promise.race([measure(), tab.death.then(fail), broken]);
  } finally {
    await tab.close().catch(() => {}); // what is dead is closed
  }

  async function measure(): Promise<Outcome> {
    await tab.goto(`${url}/?${queryOf(setting, transport, one.seed)}`);
    if (setting.background) await tab.hide();
    await loaded();
    const begunAt = await tab.ask(begin, undefined);
    const { startedAt, isClean } =
      setting.warmUp === 0
        ? { startedAt: begunAt, isClean: true }
        : await (pushes ? warmUp : warmUpPolling)(tab, begunAt + (script[0]?.atMs ?? Infinity));
    await tab.ask(waitFor, { delivered: setting.messages, limitMs });
    // What is pushed is counted whole, from the counter's going on to its standing still: that is the time of these bytes.
    const stoodAt = pushes ? await tab.ask(standStill, true) : undefined;
    let seen = await look(tab);
    if (!pushes && !seen.isAtRest) {
      // On a machine that is busy there may be no moment of rest between two polls.
      await tab.ask(askNoMore, undefined);
      seen = await look(tab);
    }
    const { figures, stalenessMs, browser, server, cdp } = seen;
    const durationMs = (stoodAt ?? seen.at) - startedAt;
    return {
      durationMs,
      ...(!isClean && { warmUpClean: false }),
      page: {
        figures: browser,
        stalenessMs,
        clockBoundMs: figures.clock?.boundMs ?? fail("the server's clock is not known"),
        updates: figures.updates,
      },
      server,
      ...(cdp && { cdp }),
      agreement: agreementOf(transport, seen),
      figures: figuresOf({ browser, server, stalenessMs, durationMs }),
    };
  }

  /** All three vantage points, at a moment when nothing is under way. */
  async function look({ ask, devtools }: Tab, { requests = 0, limitMs = REST_MS } = {}) {
    const { at, isAtRest, figures, stalenessMs } = await ask(comeToRest, {
      transport,
      requests,
      limitMs,
      thenForget: false,
    });
    const { browser, server } = figures.lanes[transport] ?? fail("the page has no figures of the lane");
    if (!server) return fail("the server's meter has not come");
    const cdpNow = () => devtools?.view(pushes ? undefined : browser.requests);
    const behindAt = performance.now() + TOOLS_MS;
    const mayAgree = devtools !== undefined && agree(transport, { browser, server, cdp: undefined });
    while (mayAgree && performance.now() < behindAt && !agree(transport, { browser, server, cdp: cdpNow() }))
      await wait(20);
    return { at, isAtRest, figures, stalenessMs, browser, server, cdp: cdpNow() };
  }

  /**
   * Messages that no figure counts; then all stands still, and every vantage point counts from the same moment. Not clean
   * where the network's script had its first cue before that, `cueAt` by the page's clock: some of it is not counted.
   */
  async function warmUp(tab: Tab, cueAt: number): Promise<WarmUp> {
    await tab.ask(waitFor, { delivered: setting.warmUp, limitMs });
    await tab.ask(standStill, true);
    await forgetAtRest(tab);
    const startedAt = await tab.ask(standStill, false);
    return { startedAt, isClean: startedAt < cueAt };
  }

  /**
   * To stand still would make a poller's answers empty. So it begins to count where it is, most likely between two polls;
   * should one have been under way after all, the next shows it, and counting begins once more. Not clean where that
   * comes to no good, and where polls follow each other without a rest: there is one under way at any moment.
   *
   * Time is taken as rest is noticed, here as at the end: so far behind a poll each, with as many intervals between as polls.
   */
  async function warmUpPolling(tab: Tab, cueAt: number): Promise<WarmUp> {
    await tab.ask(waitFor, { delivered: setting.warmUp, limitMs });
    const nextPoll = { requests: 1, limitMs: pollMs + FOUND_OUT_MS };
    let giveUpAt: number | undefined;
    for (;;) {
      const { startedAt, isAtRest } = await forgetAtRest(tab);
      giveUpAt ??= Math.min(startedAt + CATCH_MS, cueAt - nextPoll.limitMs);
      const next = await look(tab, nextPoll);
      // Two that were read at a bad moment may agree by chance: not so two at rest.
      const isClean = startedAt < cueAt && next.isAtRest && agree(transport, next);
      if (isClean || !isAtRest || startedAt > giveUpAt) return { startedAt, isClean };
    }
  }

  /** From a moment when nothing is under way every vantage point counts anew; says when, by the page's clock, ms, and whether there was one. */
  async function forgetAtRest({ ask, devtools }: Tab) {
    const asked = { transport, requests: 0, limitMs: pollMs + REST_MS, thenForget: true };
    const { at, wallAt, isAtRest } = await ask(comeToRest, asked);
    devtools?.reset(wallAt);
    return { startedAt: at, isAtRest };
  }
}

function fail(reason: string): never {
  throw new Error(reason);
}

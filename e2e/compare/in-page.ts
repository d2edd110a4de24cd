import type { PageFigures } from "#protocol/page.ts";
import type { TransportName } from "#protocol/transports.ts";

/*
 * What is asked of the page, by `window.ladder` alone. These functions run in the browser: they see their argument, and
 * nothing that stands in this file beside them.
 */

/** Begins the run, once the page can, and says when, by the page's clock, ms; throws, in the page's words, where the link was refused. */
export async function begin(): Promise<number> {
  for (let i = 0; i < 1000 && !("ladder" in window); i += 1)
    await new Promise((soon) => setTimeout(soon, 10));
  const at = performance.now();
  window.ladder.start();
  return at;
}

export async function waitFor(asked: {
  readonly delivered: number;
  readonly limitMs: number;
}): Promise<void> {
  await window.ladder.until({ delivered: asked.delivered }, asked.limitMs);
}

/** Has the counter stand still, so that what is under way arrives, or go on; says since when, by the page's clock, ms. */
export async function standStill(paused: boolean): Promise<number> {
  const { schedule } = window.ladder.scenario();
  const at = performance.now();
  window.ladder.change({ schedule: { ...schedule, paused } });
  // Four meter readings a second, and five snapshots: what they say from then on is from after it.
  if (paused) await new Promise((resolve) => setTimeout(resolve, 450));
  return at;
}

/** Has a poller ask no more, as its next question is so far away; it may take half a second to notice. */
export function askNoMore(): void {
  window.ladder.change({ pollMs: 30_000 });
}

export interface AtRest {
  /** When these figures were read, by the page's clock, ms. */
  readonly at: number;
  /** False where the two had not counted the same within the time. */
  readonly isAtRest: boolean;
  /** The same, ms since 1970; if that was asked for, all was forgotten from then on. */
  readonly wallAt: number;
  readonly figures: PageFigures;
  readonly stalenessMs: readonly number[];
}

/**
 * Waits until page and server have counted the same, as they do when nothing is under way: so many requests at least, and
 * for `limitMs` at most. `thenForget`: all figures are forgotten as soon as that is noticed; of a poller, after an answer
 * that came meanwhile, so that as much as can be of its rest is before it.
 */
export async function comeToRest(asked: {
  readonly transport: TransportName;
  readonly requests: number;
  readonly limitMs: number;
  readonly thenForget: boolean;
}): Promise<AtRest> {
  const { transport } = asked;
  const giveUpAt = performance.now() + asked.limitMs;
  const isPoller = transport === "short-polling";
  const before = window.ladder.figures().lanes[transport]?.browser.requests ?? 0;
  const requests = asked.thenForget && isPoller ? before + 1 : asked.requests;
  for (;;) {
    const at = performance.now();
    const figures = window.ladder.figures();
    const lane = figures.lanes[transport];
    const { browser, server } = lane ?? {};
    const isAtRest =
      browser !== undefined &&
      server !== undefined &&
      lane?.state !== "asking" &&
      browser.requests >= requests &&
      server.requests - (server.preflights ?? 0) === browser.requests &&
      server.messages === browser.delivered + browser.duplicated + browser.reordered &&
      server.emptyResponses === browser.emptyResponses; // a question is counted before its answer
    if (isAtRest || at > giveUpAt) {
      const wallAt = Date.now();
      if (asked.thenForget) await window.ladder.reset();
      return { at, wallAt, isAtRest, figures, stalenessMs: window.ladder.samples(transport) };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

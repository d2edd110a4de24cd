import { expect, test } from "vitest";
import type { Browser, Tab } from "./browsers/browser.ts";
import { runCase } from "./case-run.ts";
import { askNoMore, begin, comeToRest, standStill, waitFor } from "./in-page.ts";
import type { Case, Setting } from "./setting.ts";

/** What one message, or one poll, takes in this invented world, bytes. */
const EACH = 700;

/** A page on a clock of its own: each question takes as long as it says, and the counter, or the poller, goes on meanwhile. */
function inventPage(transport: Case["transport"], isAtRest = true) {
  const polls = transport === "short-polling";
  let [now, events, isPaused] = [5000, 0, false];
  const lane = () => ({
    state: polls ? "resting" : "open",
    browser: {
      delivered: events,
      duplicated: 0,
      reordered: 0,
      resets: 0,
      requests: polls ? events : 0,
      emptyResponses: 0,
      missed: 0,
      reconnects: 0,
    },
    server: {
      messages: events,
      requests: polls ? events : 0,
      emptyResponses: 0,
      heartbeats: 0,
      bytesIn: 0,
      bytesOut: EACH * events,
      payloadBytes: 100 * events,
    },
  });
  /** A message, or a poll, each second. */
  function pass(seconds: number): void {
    now += 1000 * seconds;
    if (!isPaused) events += seconds;
  }
  function answer(question: unknown, argument: unknown): unknown {
    switch (question) {
      case begin:
        return now;
      case waitFor:
        while (events < (argument as { delivered: number }).delivered) pass(1);
        return undefined;
      case standStill: {
        // What is published until the page says so comes all the same.
        if (argument === true) pass(1);
        const at = now;
        isPaused = argument as boolean;
        if (isPaused) now += 450;
        return at;
      }
      case comeToRest: {
        const { requests, thenForget } = argument as { requests: number; thenForget: boolean };
        while (polls && events < requests) pass(1);
        const figures = {
          lanes: { [transport]: lane() },
          clock: { offsetMs: 0, boundMs: 1 },
          updates: events,
        };
        if (thenForget) events = 0;
        return { at: now, wallAt: now, isAtRest, figures, stalenessMs: [] };
      }
      case askNoMore:
        expect(isAtRest, "one at rest need not be stopped").toBe(false);
        return undefined;
    }
    return expect.unreachable("the page was asked something else");
  }
  const tab = {
    devtools: undefined,
    async goto() {},
    async hide() {},
    death: new Promise<string>(() => {}),
    ask: async (question: unknown, argument: unknown) => answer(question, argument),
    async close() {},
  } as unknown as Tab;
  return { open: async () => tab } as unknown as Browser;
}

const run = (transport: Case["transport"], browser: Browser) =>
  runCase({ transport, seed: 1 } as Case, {
    browser,
    url: "http://lab",
    setting: { name: "a", link: "v=1&rate=1&poll=1000", messages: 8, warmUp: 2 } as Setting,
    limitMs: 1000,
    loaded: async () => {},
    broken: new Promise(() => {}),
  });

test.each(["short-polling", "sse"] as const)(
  "of %s, the time of a case is the time of its bytes",
  async (transport) => {
    const { durationMs, server, figures, warmUpClean } = await run(transport, inventPage(transport));
    expect(durationMs).toBe(1000 * (server?.messages ?? 0));
    expect(figures?.["bytes-per-second"]).toBe(EACH);
    expect(warmUpClean).toBeUndefined();
  },
);

test("a poller that is never seen at rest says so, though its counts agree", async () => {
  expect((await run("short-polling", inventPage("short-polling", false))).warmUpClean).toBe(false);
});

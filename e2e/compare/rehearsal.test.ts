import { expect, test } from "vitest";
import type { Browser, Tab } from "./browsers/browser.ts";
import { rehearse } from "./rehearsal.ts";
import type { Setting } from "./setting.ts";

test("as many tabs are opened as in the study, and what comes to nothing says no time", async () => {
  const opened: string[] = [];
  const tab = {
    devtools: undefined,
    async goto() {},
    death: Promise.resolve("the tab died"),
    ask: () => new Promise(() => {}),
    async close() {},
  } as unknown as Tab;
  const browser = {
    isAlive: true,
    async open({ transport }: { transport: string }) {
      opened.push(transport);
      return tab;
    },
  } as unknown as Browser;
  const asked: string[] = [];
  const settings = [{ browser: "firefox" } as Setting];
  const aroundMs = await rehearse(
    { settings, atOnce: 5 },
    {
      lab: { running: async () => ({ url: "http://lab", death: new Promise(() => {}) }), async stop() {} },
      async browserOf(name) {
        asked.push(name);
        return browser;
      },
      signal: new AbortController().signal,
    },
  );
  expect(aroundMs).toBeUndefined();
  expect(opened).toEqual(["sse", "websocket", "long-polling", "short-polling", "sse"]);
  expect(new Set(asked)).toEqual(new Set(["firefox"]));
});

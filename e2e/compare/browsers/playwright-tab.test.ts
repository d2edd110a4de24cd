import { EventEmitter } from "node:events";
import type { Browser } from "@playwright/test";
import { expect, test } from "vitest";
import { openPlaywrightTab, type TabParts } from "./playwright-tab.ts";

const emitter = <T>(parts: object) => Object.assign(new EventEmitter(), parts) as unknown as T & EventEmitter;

test("a browser that dies while a page is opened is not waited for", async () => {
  const browser = emitter<Browser>({});
  const opening = openPlaywrightTab(browser, () => new Promise(() => {}));
  browser.emit("disconnected");
  await expect(opening).rejects.toThrow("the browser died");
});

test.each([
  ["browser", "disconnected", "the browser died"],
  ["page", "crash", "the page crashed"],
] as const)("a tab tells of the death of its %s", async (which, event, words) => {
  const parts = { browser: emitter<Browser>({}), page: emitter<TabParts["page"]>({}) };
  const context = {} as TabParts["context"];
  const tab = await openPlaywrightTab(parts.browser, async () => ({
    context,
    page: parts.page,
    async close() {},
  }));
  parts[which].emit(event);
  expect(await tab.death).toBe(words);
});

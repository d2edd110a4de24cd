import { expect, test } from "vitest";
import type { Browser } from "./browser.ts";
import { createBrowsers } from "./browsers.ts";

test("cases that ask at once get the same browser, also after one has died; a start that fails is said, and tried anew", async () => {
  const started: { isAlive: boolean; close(): Promise<void> }[] = [];
  let fails = false;
  const browsers = createBrowsers(true, async () => {
    if (fails) throw new Error("there is none");
    const one = {
      isAlive: true,
      async close() {
        one.isAlive = false;
      },
    };
    started.push(one);
    return one as unknown as Browser;
  });
  const three = () => Promise.all([1, 2, 3].map(() => browsers.get("chromium")));
  expect(new Set(await three()).size).toBe(1);
  await started[0]?.close();
  expect(new Set(await three()).size).toBe(1);
  expect(started).toHaveLength(2);
  await started[1]?.close();
  fails = true;
  await expect(browsers.get("chromium")).rejects.toThrow("there is none");
  fails = false;
  await browsers.get("chromium");
  await browsers.close();
  expect(started.map(({ isAlive }) => isAlive)).toEqual([false, false, false]);
});

import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { openAndStart } from "../dashboard.ts";
import { startProgram } from "../program.ts";
import { findProgram } from "../system.ts";
import type { Sample } from "./measuring.ts";

/** Four lanes at a hundred messages a second each; a short poll cannot bring more than one. */
const LINK = "v=1&rate=100&poll=50";

/** The page as it opens; and through a network, with a time axis that is as full as it gets, at ten updates a second and at a hundred. */
export const PAGES = {
  "the page": { isFull: false, rate: 100 },
  "the page with the wire": { isFull: true, rate: 10 },
  "the page with a fast wire": { isFull: true, rate: 100 },
} as const;
/** What the time axis keeps at most. */
const ENTRIES = 10_000;

/**
 * How smooth a page is while that runs: its longest task, ms; how much of a processor its main thread took, of all the time;
 * its scripts, KB gzipped; ms from frame to frame, 95 of 100.
 */
export async function measurePage(
  { isFull, rate }: (typeof PAGES)[keyof typeof PAGES],
  seconds: number,
): Promise<Sample> {
  const program = await startProgram();
  const executablePath = findProgram("Chromium");
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    let scripts = 0;
    page.on("response", async (response) => {
      if (new URL(response.url()).pathname.endsWith(".js")) scripts += gzipSync(await response.body()).length;
    });
    const devtools = await page.context().newCDPSession(page);
    // By the thread's own clock: while it waits for a processor, which servers and workers want as well, it is not busy.
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    await openAndStart(page, program.url, isFull ? `${LINK}&net=on` : LINK);
    await page.waitForTimeout(2000); // the load is not what is measured
    if (isFull) {
      await page.waitForFunction(
        (full) => Number(document.querySelector("[data-entries]")?.getAttribute("data-entries")) >= full,
        ENTRIES,
        { timeout: 120_000 },
      );
      await page.getByRole("slider", { name: "Update on the time axis" }).press("-"); // a minute: all of them in view
      await page.evaluate((to) => {
        const { schedule } = window.ladder.scenario();
        window.ladder.change({ schedule: { ...schedule, rate: to } });
      }, rate);
    }

    const busyS = async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
    };
    const before = await busyS();
    const smoothness = await page.evaluate(
      (ms) =>
        new Promise<{ longestTaskMs: number; frameMs: number }>((resolve) => {
          let longestTaskMs = 0;
          new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
          }).observe({ type: "longtask" });
          const began = performance.now();
          const frames: number[] = [];
          let last = began;
          const step = (now: number) => {
            frames.push(now - last);
            last = now;
            if (now - began < ms) requestAnimationFrame(step);
            else {
              frames.sort((a, b) => a - b);
              resolve({ longestTaskMs, frameMs: frames[Math.floor(frames.length * 0.95)] ?? Number.NaN });
            }
          };
          requestAnimationFrame(step);
        }),
      seconds * 1000,
    );
    const value = ((await busyS()) - before) / seconds;
    return { value, ...smoothness, scriptsKB: scripts / 1000, loadBusy: 0, closed: 0 };
  } finally {
    await browser.close();
    await program.stop();
  }
}

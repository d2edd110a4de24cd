import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { openAndStart } from "../dashboard.ts";
import { startProgram } from "../program.ts";
import { findProgram } from "../system.ts";
import type { Sample } from "./measuring.ts";

/** Four lanes at a hundred messages a second each; a short poll cannot bring more than one. */
const LINK = "v=1&rate=100&poll=50";

/** How smooth the page is while that runs: its longest task, ms; how busy its main thread was; its scripts, KB gzipped. */
export async function measurePage(seconds: number): Promise<Sample> {
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
    await devtools.send("Performance.enable");
    await openAndStart(page, program.url, LINK);
    await page.waitForTimeout(2000); // the load is not what is measured

    const busyS = async () => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
    };
    const before = await busyS();
    const longest = page.evaluate(
      (ms) =>
        new Promise<number>((resolve) => {
          let longestMs = 0;
          new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
          }).observe({ type: "longtask" });
          setTimeout(() => resolve(longestMs), ms);
        }),
      seconds * 1000,
    );
    const longestTaskMs = await longest;
    const value = ((await busyS()) - before) / seconds;
    return { value, longestTaskMs, scriptsKB: scripts / 1000, loadBusy: 0, closed: 0 };
  } finally {
    await browser.close();
    await program.stop();
  }
}

import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { startProgram } from "./program.ts";

/** Of JavaScript, compressed: what a phone on a lecture hall's network can load while the lecturer says hello. */
const BUDGET_BYTES = 250_000;

test("the first load is under 250 KB of JavaScript, and nothing comes from elsewhere", async ({ page }) => {
  const program = await startProgram();
  const scripts = new Map<string, Promise<Buffer>>();
  const foreign: string[] = [];
  page.on("response", (response) => {
    const { origin, pathname } = new URL(response.url());
    if (response.url().startsWith("http") && origin !== program.url) foreign.push(response.url());
    if (pathname.endsWith(".js")) scripts.set(pathname, response.body());
  });
  const problems: string[] = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(program.url, { waitUntil: "networkidle" });
  expect(scripts.size).toBeGreaterThan(0);
  const sizes = (await Promise.all(scripts.values())).map((body) => gzipSync(body).length);
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(BUDGET_BYTES);
  expect(foreign).toEqual([]);
  expect(problems).toEqual([]);
  await program.stop();
});

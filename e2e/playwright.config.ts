import { defineConfig } from "@playwright/test";
import { findProgram } from "./system.ts";

const chromium = findProgram("Chromium");

const MEASURED = /\/(dashboard|faults|labs|prices)\.e2e\.ts$/;

export default defineConfig({
  testDir: ".",
  testMatch: "*.e2e.ts",
  outputDir: "../.playwright",
  // The machine's Chromium, sandboxed by whoever runs the tests: in a container it cannot sandbox itself.
  use: {
    launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: ["--no-sandbox"] },
    // A trace takes half as long again as the test: `--trace on` has one of what has failed.
    screenshot: "only-on-failure",
  },
  // For what hangs: on a machine that is busy with other tests, all that is waited for may be slow.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  workers: 3,
  projects: [
    // Their figures are held to the clock: with more of them side by side, they would disturb each other.
    { name: "measured", testMatch: MEASURED, workers: 2 },
    { name: "pages", testIgnore: MEASURED },
  ],
  reporter: [["list"]],
});

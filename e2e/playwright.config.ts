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
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  // Of what two processors can carry: with three it is a tenth faster, and all wait for each other.
  workers: 2,
  projects: [
    // Their figures are held to the clock: with others beside them, they would be disturbed.
    { name: "measured", testMatch: MEASURED },
    { name: "pages", testIgnore: MEASURED },
  ],
  reporter: [["list"]],
});

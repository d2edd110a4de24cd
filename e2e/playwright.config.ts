import { defineConfig } from "@playwright/test";
import { findProgram } from "./system.ts";

const chromium = findProgram("Chromium");

export default defineConfig({
  testDir: ".",
  testMatch: "*.e2e.ts",
  outputDir: "../.playwright",
  // The machine's Chromium, sandboxed by whoever runs the tests: in a container it cannot sandbox itself.
  use: {
    launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: ["--no-sandbox"] },
    trace: "retain-on-failure",
  },
  forbidOnly: Boolean(process.env.CI),
  // Four lanes at their own pace and two cores: tests side by side would disturb each other's figures.
  workers: 1,
  reporter: [["list"]],
});

import { test as base } from "@playwright/test";
import { withLab } from "./with-lab.ts";

/** Playwright's `test`, with a running lab: `test("…", async ({ lab }) => { await lab.open("rate=5"); … })`. */
export const test = withLab(base);
export { expect } from "@playwright/test";

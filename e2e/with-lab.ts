import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestType,
} from "@playwright/test";
import { createLab, type Lab } from "./lab-on-page.ts";
import { startProgram } from "./program.ts";

export interface LabFixture {
  readonly lab: Lab;
}

export interface LabWorkerFixture {
  /** Where the lab is: `LAB_URL`, or else a program of this worker's own, on a free port. */
  readonly labUrl: string;
}

type Base = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
>;

/** So long before a test's own time is up, what it waits for gives up, and says what was lacking. */
const LAST_WORDS_MS = 1000;

/**
 * Adds the lab to a `test` of any repository. Playwright must not be loaded twice, so it comes from there, and this file
 * imports only its types.
 */
export function withLab(base: Base) {
  return base.extend<LabFixture, LabWorkerFixture>({
    labUrl: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are wanted
      async ({}, use) => {
        const { LAB_URL } = process.env;
        if (LAB_URL) return use(LAB_URL.replace(/\/$/, ""));
        const program = await startProgram();
        await use(program.url);
        await program.stop();
      },
      { scope: "worker" },
    ],
    async lab({ page, labUrl }, use, testInfo) {
      const startedAt = Date.now();
      await use(
        createLab({
          page,
          url: labUrl,
          step: (title, body) => base.step(title, body),
          timeLeftMs() {
            const { timeout } = testInfo; // a test may have set its own meanwhile; 0: it has no limit
            return timeout > 0 ? Math.max(0, startedAt + timeout - LAST_WORDS_MS - Date.now()) : undefined;
          },
        }),
      );
    },
  });
}

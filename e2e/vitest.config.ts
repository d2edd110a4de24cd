import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The unit tests, of all folders. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    // Many of them start servers and wait for the wire: more at a time than there are processors.
    maxWorkers: 4,
    execArgv: ["--experimental-eventsource"],
    // What waits is for a thing that may be slow on a busy machine; nothing is measured by these.
    testTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
  },
});

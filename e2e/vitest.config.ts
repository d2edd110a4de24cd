import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests of what a process holds when all has gone, or of processes of their own: each has a process to itself. */
const ALONE = [
  "server/http/aftermath.test.ts",
  "server/network/passing.test.ts",
  "server/main.test.ts",
  "server/network/own-server.test.ts",
  "server/{backplane,cluster}/**/*.test.ts",
  "e2e/{chaos,herd,zombies}/**/*.test.ts",
];

/** The unit tests, of all folders. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    // Many of them start servers and wait for the wire: more at a time than there are processors.
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: "alone", include: ALONE } },
      // To load the same files anew for each test file would take a third of all the time.
      {
        extends: true,
        test: {
          name: "together",
          include: ["{server,web,labs,e2e}/**/*.test.{ts,tsx}"],
          exclude: ALONE,
          isolate: false,
        },
      },
    ],
    execArgv: ["--experimental-eventsource"],
    // What waits is for a thing that may be slow on a busy machine; nothing is measured by these.
    testTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
  },
});

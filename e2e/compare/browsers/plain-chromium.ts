import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Browser, chromium } from "@playwright/test";
import { findProgram } from "../../system.ts";
import { leaveNoOrphan } from "../orphan.ts";

/** A Chromium as it comes, in a profile of its own that goes with it: none of Playwright's switches, nothing emulated. */
export async function startPlainChromium(
  isHeadless: boolean,
): Promise<{ readonly browser: Browser; close(): Promise<void> }> {
  const program = findProgram("Chromium");
  if (!program) throw new Error("Chromium: expected it on this machine, for tabs in the background");
  const profile = await mkdtemp(join(tmpdir(), "ladder-chromium-"));
  const child = spawn(
    program,
    [
      ...(isHeadless ? ["--headless"] : []),
      "--no-sandbox",
      "--no-first-run",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  leaveNoOrphan(child);
  const exited = once(child, "exit");
  const dead = exited.then(() => Promise.reject(new Error("the browser died")));

  /** It says on stderr where it can be talked to. */
  async function findEndpoint(): Promise<string> {
    for await (const line of createInterface({ input: child.stderr })) {
      const endpoint = /ws:\/\/\S+/.exec(line)?.[0];
      if (endpoint) return endpoint;
    }
    throw new Error("Chromium did not start");
  }

  async function end(): Promise<void> {
    child.kill("SIGKILL");
    await exited;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }

  try {
    const endpoint = await Promise.race([findEndpoint(), dead]);
    child.stderr.resume();
    const browser = await Promise.race([chromium.connectOverCDP(endpoint, { noDefaults: true }), dead]);
    return {
      browser,
      async close() {
        await browser.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

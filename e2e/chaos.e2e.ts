import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { whyNoRedis } from "../server/backplane/redis-server.ts";
import { whyNoNginx } from "../server/cluster/nginx.ts";

const MAIN = fileURLToPath(new URL("chaos/main.ts", import.meta.url));
const SHORT = ["--minutes", "0.4", "--rooms", "1", "--per-transport", "2", "--every-ms", "400"];

/** Of `npm run chaos`: its exit code, and what it printed. */
function runChaos(...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--experimental-eventsource", MAIN, ...SHORT, ...args], (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, said: `${out}\n${err}` }),
    );
  });
}

test("chaos, in short: nothing that was acknowledged is lost, and nothing is said twice", async () => {
  const lacking = whyNoNginx() ?? whyNoRedis();
  if (lacking && process.env.CI) throw new Error(lacking);
  test.skip(lacking !== undefined, lacking);
  test.setTimeout(240_000);
  const { code, said } = await runChaos("--backplane", "redis", "--seed", "7");
  expect(said).toContain("lost: 0 · twice: 0 · out of order: 0");
  expect(code).toBe(0);
});

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

/** The counts of a line such as `heard: sse 666 · websocket 666`, by name. */
function counts(said: string, line: string): [name: string, count: number][] {
  const [, list = ""] = new RegExp(`^${line}: (.*)$`, "m").exec(said) ?? [];
  return [...list.matchAll(/(.+?) (\d+)(?: · |$)/g)].map(([, name = "", count]) => [name, Number(count)]);
}

test("chaos, in short: nothing that was acknowledged is lost, nothing is said twice, and nothing is kept", async () => {
  const lacking = whyNoNginx() ?? whyNoRedis();
  if (lacking && process.env.CI) throw new Error(lacking);
  test.skip(lacking !== undefined, lacking);
  test.setTimeout(240_000);
  const { code, said } = await runChaos("--backplane", "redis", "--seed", "7");
  expect(said).toContain("lost: 0 · twice: 0 · out of order: 0 · leaks: 0");
  // It was not all quiet because nothing went on.
  const heard = counts(said, "heard");
  expect(heard.map(([transport]) => transport)).toEqual([
    "short-polling",
    "long-polling",
    "sse",
    "websocket",
  ]);
  for (const [transport, count] of heard) expect(count, transport).toBeGreaterThan(100);
  expect(counts(said, "faults").length).toBeGreaterThanOrEqual(3);
  expect(code).toBe(0);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { whyNoRedis } from "../backplane/redis-server.ts";
import { untilHolds } from "../testing/until-holds.ts";
import { whyNoNginx } from "./nginx.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const lacking = whyNoNginx() ?? whyNoRedis();

/** Starts `npm run cluster`, asks it to stop once it has said `when`, and tells what was left behind. */
async function stopWhen(when: RegExp, signal: NodeJS.Signals) {
  const folder = mkdtempSync(join(tmpdir(), "ladder-main-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const child = spawn(process.execPath, [MAIN, "--backplane", "redis", "--port", "0"], {
    env: { ...process.env, REDIS_URL: "", TMPDIR: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  let redisPort = 0;
  for await (const line of createInterface({ input: child.stderr })) {
    redisPort ||= Number(/^redis is up, at redis:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? 0);
    if (when.test(line)) child.kill(signal);
  }
  const [code] = await exited;
  expect(redisPort).toBeGreaterThan(0);
  await untilHolds(() => expect(connects(redisPort)).resolves.toBe(false));
  return { code, left: readdirSync(folder).filter((name) => name.startsWith("ladder-")) };
}

async function connects(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test.skipIf(lacking && !process.env.CI).each(["SIGINT", "SIGTERM"] as const)(
  "asked to stop by %s while it starts, it leaves neither a process nor a folder",
  async (signal) => {
    expect(await stopWhen(/^redis is up/, signal)).toEqual({ code: 1, left: [] });
  },
);

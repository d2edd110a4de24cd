import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import config from "./playwright.config.ts";
import { startProgram } from "./program.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const section = readme.slice(readme.indexOf("## The four transports"), readme.indexOf("## Your own tests"));
const commands = [...section.matchAll(/^(?:curl|node) .*$/gm)].map(String);

/** What the first line of each command must look like; the README has just these, in this order. */
const EXPECTED: readonly RegExp[] = [
  /^\[.*\]$/,
  /^\[\{"v":1,"type":"counter"/,
  /^retry: \d+$/,
  /^\{"v":1,"type":"counter"/,
  /^\{"position":"[a-z0-9]+:\d+"\}$/,
  /^\{"session":"me","transports":\{"short-polling"/,
  /^# HELP /,
];

test("every command of the README does what it says", async () => {
  const program = await startProgram();
  expect(commands).toHaveLength(EXPECTED.length);
  for (const [i, command] of commands.entries()) {
    const here = command
      .replaceAll("127.0.0.1:4000", `127.0.0.1:${program.port}`)
      .replace(/^curl/, "curl -s");
    // Two of them do not end by themselves: the first line is the answer, and then they are stopped.
    const child = spawn(`exec ${here}`, { shell: true, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    expect(line, command).toMatch(EXPECTED[i] as RegExp);
    child.kill();
    await once(child, "close");
  }
  await program.stop();
});

test("the README's example test runs, as it stands, in a repository beside this one", async () => {
  test.setTimeout(60_000);
  const [, example = ""] = /```ts playwright\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(example.trim().split("\n").length).toBeLessThanOrEqual(26);
  const folder = mkdtempSync(join(tmpdir(), "ladder-"));
  const mine = join(folder, "mine");
  mkdirSync(mine);
  symlinkSync(ROOT, join(folder, "realtime-ladder"));
  symlinkSync(join(ROOT, "node_modules"), join(mine, "node_modules"));
  writeFileSync(join(mine, "package.json"), '{ "type": "module" }');
  writeFileSync(join(mine, "ladder.spec.ts"), example);
  const { launchOptions } = config.use ?? {};
  writeFileSync(
    join(mine, "playwright.config.ts"),
    `export default ${JSON.stringify({ use: { launchOptions } })};`,
  );
  const playwright = createRequire(import.meta.url).resolve("@playwright/test/cli");
  const { TEST_WORKER_INDEX: _, ...env } = process.env;
  try {
    const { stdout } = spawnSync(process.execPath, [playwright, "test", "--reporter=list"], {
      cwd: mine,
      env,
      encoding: "utf8",
    });
    expect(stdout).toMatch(/ 1 passed/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

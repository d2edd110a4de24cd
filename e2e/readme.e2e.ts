import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, test } from "@playwright/test";
import { startProgram } from "./program.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const section = readme.slice(readme.indexOf("## The four transports"), readme.indexOf("## What is measured"));
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

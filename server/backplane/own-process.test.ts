import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { untilHolds } from "../testing/until-holds.ts";
import { freePorts, startOwnProcess } from "./own-process.ts";

/** A process that writes down that it was started, answers where `answers` says so, and waits. */
async function start(answers: () => boolean = () => true) {
  const folder = mkdtempSync(join(tmpdir(), "ladder-own-"));
  const starts = join(folder, "starts");
  writeFileSync(starts, "");
  const log: string[] = [];
  const own = await startOwnProcess({
    name: "own",
    program: process.execPath,
    args: [
      "-e",
      `console.log("the last words"); fs.appendFileSync(${JSON.stringify(starts)}, process.pid + " "); setInterval(() => {}, 1000)`,
    ],
    folder,
    answers: async () => answers() && readFileSync(starts, "utf8").includes(" "),
    withinMs: 20_000,
    everyMs: 10,
    log: (line) => log.push(line),
    facts: { where: "here" },
  });
  onTestFinished(own.close);
  const pids = () => readFileSync(starts, "utf8").trim().split(" ");
  return { own, log, pids, started: () => pids().length };
}

const isAlive = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("pressed twice, start starts one process, and each press is told when it answers", async () => {
  let answers = true;
  const { own, pids } = await start(() => answers);
  await own.kill();
  answers = false;
  const presses = [own.restart(), own.restart()];
  await untilHolds(() => expect(pids()).toHaveLength(2));
  expect(own.state).toBe("starting");
  presses.push(own.restart());
  answers = true;
  await Promise.all(presses);
  await own.restart();
  expect([own.state, own.where]).toEqual(["up", "here"]);
  expect(pids()).toHaveLength(2);
  expect(pids().at(-1)).toBe(String(own.pid));
});

test("one that dies by itself is down, says its last words, and can be started", async () => {
  const { own, log } = await start();
  process.kill(own.pid ?? 0, "SIGKILL");
  await untilHolds(() => expect(own.state).toBe("down"));
  await untilHolds(() => expect(log).toEqual(["own has ended: the last words"]));
  await own.restart();
  expect([own.state, isAlive(own.pid)]).toEqual(["up", true]);
  await own.kill();
  expect(log).toHaveLength(1); // what was asked for is no news
});

test("started before the kill is over, it is another process", async () => {
  const { own, pids } = await start();
  const killing = own.kill();
  await Promise.all([own.restart(), own.restart(), killing]);
  expect([own.state, isAlive(own.pid)]).toEqual(["up", true]);
  await untilHolds(() => expect(pids()).toEqual([expect.any(String), String(own.pid)]));
});

test("killed while it starts, it is down, and the start fails at once", async () => {
  let answers = true;
  const { own, pids } = await start(() => answers);
  await own.kill();
  answers = false;
  const starting = expect(own.restart()).rejects.toThrow("own did not start");
  await untilHolds(() => expect(pids()).toHaveLength(2));
  await own.kill();
  await starting;
  expect([own.state, own.pid]).toEqual(["down", undefined]);
  answers = true;
  await own.restart();
  expect(own.state).toBe("up");
});

test("paused, it is neither started nor paused again; closed, nothing of it is left, and it cannot be started", async () => {
  const { own, pids } = await start();
  const { pid } = own;
  own.pause();
  await own.restart();
  expect([own.state, own.pid]).toEqual(["paused", pid]);
  own.resume();
  expect(own.state).toBe("up");
  own.pause();
  const [first] = pids();
  await own.close();
  expect([isAlive(Number(first)), existsSync(own.folder)]).toEqual([false, false]);
  await expect(own.restart()).rejects.toThrow("own is closed");
});

test("a program that does not exist is named, and leaves no folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ladder-own-"));
  const never = { args: [], answers: async () => false, withinMs: 20_000, everyMs: 10, log: undefined };
  await expect(
    startOwnProcess({ name: "own", program: "/nowhere/own", folder, facts: {}, ...never }),
  ).rejects.toThrow("own did not start: spawn /nowhere/own ENOENT");
  expect(existsSync(folder)).toBe(false);
});

test("ports that are asked for together are different", async () => {
  expect(new Set(await freePorts(20)).size).toBe(20);
});

import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import { leaveNoOrphan } from "./orphan.ts";

const spawnForever = () => spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true });

test("a child goes with the program, also where it was given no time to end it", async () => {
  const us = new EventEmitter();
  const child = spawnForever();
  leaveNoOrphan(child, us);
  us.emit("exit");
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
});

test("a child that is gone leaves no listener behind", async () => {
  const us = new EventEmitter();
  const child = spawnForever();
  leaveNoOrphan(child, us);
  child.kill();
  await once(child, "exit");
  expect(us.listenerCount("exit")).toBe(0);
});

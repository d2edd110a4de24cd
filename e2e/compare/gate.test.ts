import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

test("nobody passes before all are here, and who has left is not waited for", async () => {
  const gate = createGate(["a", "b", "c"]);
  const passed: string[] = [];
  const both = ["a", "b"].map((who) => gate.pass(who).then(() => passed.push(who)));
  await Promise.resolve();
  expect(passed).toEqual([]);
  gate.leave("c");
  await Promise.all(both);
  expect(passed).toEqual(["a", "b"]);
});

test("who has passed and leaves afterwards changes nothing", async () => {
  const gate = createGate(["a", "b"]);
  const a = gate.pass("a");
  gate.leave("a");
  const isOpen = await Promise.race([a.then(() => true), Promise.resolve(false)]);
  expect(isOpen).toBe(false);
  await Promise.all([a, gate.pass("b")]);
});

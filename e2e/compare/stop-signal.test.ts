import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { listenForStop } from "./stop-signal.ts";

test("the first Ctrl-C asks the study to end, the second ends the program", () => {
  const us = new EventEmitter();
  const codes: number[] = [];
  const signal = listenForStop(us, (code) => codes.push(code));
  expect(signal.aborted).toBe(false);
  us.emit("SIGINT");
  expect(signal.aborted).toBe(true);
  expect(codes).toEqual([]);
  us.emit("SIGINT");
  expect(codes).toEqual([130]);
});

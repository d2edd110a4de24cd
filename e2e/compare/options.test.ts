import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

test("flags are read into typed options, and what is not said is left open", () => {
  expect(
    parseOptions(["--quick", "--only", "steady,idle", "--transports=sse,websocket", "--seed", "7"]),
  ).toEqual({
    quick: true,
    headed: false,
    only: ["steady", "idle"],
    transports: ["sse", "websocket"],
    seed: 7,
  });
  expect(parseOptions(["--help"])).toBe("help");
});

test.each([
  [["--repetitions", "ten"], 'repetitions: expected a whole number from 1 to 1000, got "ten"'],
  [["--repetitions", "0"], 'repetitions: expected a whole number from 1 to 1000, got "0"'],
  [["--at-once", "99"], 'at-once: expected a whole number from 1 to 16, got "99"'],
  [
    ["--transports", "sse,pigeon"],
    'transports.1: expected some of short-polling,long-polling,sse,websocket, got "pigeon"',
  ],
  [["--browser", "lynx"], 'browser: expected one of chromium, firefox, webkit, got "lynx"'],
  [["--resume", "x", "--seed", "2"], "seed: expected nothing beside --resume, got 2"],
  [["--fast"], "Unknown option '--fast'"],
])("%j is refused by name", (args, words) => {
  expect(() => parseOptions(args)).toThrow(words);
});

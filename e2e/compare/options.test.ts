import { expect, test } from "vitest";
import { EXIT } from "./exit-code.ts";
import { parseOptions, USAGE } from "./options.ts";

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

test("the help has each exit code, and says that a study that was stopped is not judged yet", () => {
  const [, codes = ""] = /Exit code:([\s\S]*?)\n\n/.exec(USAGE) ?? [];
  expect([...codes.matchAll(/(?<=^|,\s| )\d+(?= )/g)].map(([code]) => Number(code))).toEqual(
    Object.values(EXIT),
  );
  expect(codes).toContain("or without a run to judge by");
  expect(USAGE).toContain("judged only when --resume has made it whole");
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

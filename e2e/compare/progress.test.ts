import { expect, test } from "vitest";
import { createProgress, formatTime } from "./progress.ts";
import type { Case } from "./setting.ts";

const one = (id: string) => ({ id, setting: "calm" }) as Case;
const waves = [[one("a"), one("b")], [one("c")]];

function play(isTTY: boolean): { lines: string[]; progress: ReturnType<typeof createProgress> } {
  const lines: string[] = [];
  const out = { isTTY, write: (text: string) => lines.push(text) > 0 };
  return { lines, progress: createProgress(waves, () => 10_000, out) };
}

test("the time left is what is expected, at the pace of what is over", () => {
  const { lines, progress } = play(true);
  progress.begin(waves[0] ?? []);
  expect(lines.at(-1)).toContain("0/3, 20 s left  calm");
  progress.done(one("a"), undefined);
  progress.done(one("b"), undefined);
  progress.end(waves[0] ?? [], 30_000);
  progress.begin(waves[1] ?? []);
  expect(lines.at(-1)).toContain("2/3, 30 s left  calm");
});

test("off a terminal each case is a line, and everywhere a failure has its reason", () => {
  const { lines, progress } = play(false);
  progress.begin(waves[0] ?? []);
  progress.done(one("a"), undefined);
  progress.done(one("b"), "the browser died");
  expect(lines).toEqual(["1/3 a\n", "b came to nothing: the browser died\n"]);
});

test("times are in the unit that a person would take", () => {
  expect([900, 60_000, 200_000, 3 * 3_600_000].map(formatTime)).toEqual(["1 s", "60 s", "3 min", "3.0 h"]);
});

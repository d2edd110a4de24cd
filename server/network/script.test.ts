import { expect, test } from "vitest";
import type { Cue, Faults } from "#protocol/network.ts";
import { createHandClock } from "../testing/hand-clock.ts";
import { createFaultBoard } from "./faults.ts";
import { runScript } from "./script.ts";

function begin(cues: readonly Cue[]) {
  const clock = createHandClock(0);
  const happened: [atMs: number, what: unknown][] = [];
  let last: Partial<Faults> = {};
  const board = createFaultBoard((faults) => {
    const changed = Object.entries(faults).filter(([key, value]) => last[key as keyof Faults] !== value);
    last = faults;
    happened.push([clock.now(), Object.fromEntries(changed)]);
  });
  last = board.now;
  const stop = runScript({
    cues,
    after: clock.after,
    board,
    act: (act, forMs) => void happened.push([clock.now(), [act, forMs]]),
  });
  return { clock, board, happened, stop };
}

test("cues happen in order, at their times, and what holds for a while is taken back", () => {
  const { clock, happened } = begin([
    { atMs: 0, faults: { latencyMs: 20 } },
    { atMs: 5000, faults: { stall: true }, forMs: 8000 },
    { atMs: 20_000, act: "crash", forMs: 2000 },
    { atMs: 20_000, act: "cut" },
  ]);
  clock.turn(60_000);
  expect(happened).toEqual([
    [0, { latencyMs: 20 }],
    [5000, { stall: true }],
    [13_000, { stall: false }],
    [20_000, ["crash", 2000]],
    [20_000, ["cut", undefined]],
  ]);
  expect(clock.waiting).toBe(0);
});

test("whiles that overlap are taken back each by itself", () => {
  const { clock, board } = begin([
    { atMs: 0, faults: { latencyMs: 100 }, forMs: 10_000 },
    { atMs: 5000, faults: { latencyMs: 200, jitterMs: 5 }, forMs: 10_000 },
  ]);
  clock.turn(6000);
  expect(board.now).toMatchObject({ latencyMs: 200, jitterMs: 5 });
  clock.turn(5000);
  expect(board.now, "the first is over, the second holds").toMatchObject({ latencyMs: 200, jitterMs: 5 });
  clock.turn(5000);
  expect(board.now).toMatchObject({ latencyMs: 0, jitterMs: 0 });
});

test("what is set by hand meanwhile stays", () => {
  const { clock, board } = begin([{ atMs: 0, faults: { stall: true, latencyMs: 50 }, forMs: 1000 }]);
  clock.turn(500);
  board.change({ stall: false, idleMs: 100 });
  expect(board.now).toMatchObject({ stall: false, latencyMs: 50, idleMs: 100 });
  clock.turn(1000);
  expect(board.now).toMatchObject({ stall: false, latencyMs: 0, idleMs: 100 });
});

test("a script that is stopped takes back what held for a while, and nothing more happens", () => {
  const { clock, board, happened, stop } = begin([
    { atMs: 0, faults: { latencyMs: 10 } },
    { atMs: 0, faults: { stall: true }, forMs: 1000 },
    { atMs: 500, act: "cut" },
  ]);
  clock.turn(100);
  stop();
  expect(board.now).toMatchObject({ latencyMs: 10, stall: false });
  const { length } = happened;
  clock.turn(10_000);
  expect([happened.length, clock.waiting]).toEqual([length, 0]);
});

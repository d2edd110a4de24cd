import { describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { createRecorder, type Recorder } from "./recorder.ts";

/**
 * The figures' code against the formulas that they must reproduce. The arrivals come from arithmetic, with no server, no
 * network and no clock: T poll interval, U update period, d one-way delay, all in ms.
 */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** By the golden ratio polls and updates never fall into step: the phase is uniform (Weyl 1916). */
const GRID = [200 * GOLDEN, 1000 * GOLDEN, 5000 * GOLDEN].flatMap((T) =>
  [97, 1000, 3000].flatMap((U) => [0, 20, 150].map((d) => ({ T, U, d }))),
);
/** Polls in a run, and at least so many updates. */
const ROUNDS = 3000;

const update = (seq: number): Envelope => ({
  v: 1,
  type: "counter",
  channel: "counter",
  epoch: "a",
  seq,
  at: 0,
  payload: { value: seq },
});

/** The client asks every T; the server reads the question after d, and the newest update is here after d more. */
function pollShort(recorder: Recorder, { T, U, d }: { T: number; U: number; d: number }): number {
  const untilMs = ROUNDS * Math.max(T, U);
  let seen = 0;
  recorder.open(0);
  for (let askedAt = 0; askedAt < untilMs; askedAt += T) {
    const newest = Math.floor((askedAt + d) / U);
    recorder.request("poll");
    if (newest > seen) recorder.message(update(newest), askedAt + 2 * d, newest * U);
    recorder.ended("poll", newest > seen ? "news" : "empty");
    seen = newest;
  }
  return untilMs;
}

/** The server sends each update as it is made. */
function push(recorder: Recorder, { U, d }: { U: number; d: number }): number {
  recorder.open(0);
  for (let seq = 1; seq <= ROUNDS; seq += 1) recorder.message(update(seq), seq * U + d, seq * U);
  return (ROUNDS + 1) * U;
}

function within2Percent(value: number | undefined, expected: number): void {
  expect(Math.abs((value ?? Number.NaN) / expected - 1), `${value} for ${expected}`).toBeLessThanOrEqual(
    0.02,
  );
}

describe.each(GRID)("T = $T, U = $U, d = $d", ({ T, U, d }) => {
  test("the mean age of information by short polling is T/2 + U/2 + d", () => {
    const recorder = createRecorder();
    const untilMs = pollShort(recorder, { T, U, d });
    within2Percent(recorder.figures(untilMs).meanAgeMs, T / 2 + U / 2 + d);
  });

  test("short polling sees min(1, U/T) of the values", () => {
    const recorder = createRecorder();
    const untilMs = pollShort(recorder, { T, U, d });
    const { delivered, missed, emptyResponses, requests } = recorder.figures(untilMs);
    within2Percent(delivered / (delivered + missed), Math.min(1, U / T));
    within2Percent((delivered + missed) * U, untilMs);
    expect(delivered + emptyResponses).toBe(requests);
  });

  test("the mean age of information by pushing is U/2 + d, and the staleness d", () => {
    const recorder = createRecorder();
    const untilMs = push(recorder, { U, d });
    const { meanAgeMs, staleness, missed } = recorder.figures(untilMs);
    within2Percent(meanAgeMs, U / 2 + d);
    expect(Math.abs((staleness?.p50 ?? Number.NaN) - d)).toBeLessThanOrEqual(d / 100);
    expect(missed).toBe(0);
  });
});

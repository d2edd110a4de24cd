import { expect, test } from "vitest";
import type { TapeRecord } from "#protocol/tape.ts";
import { createHandClock } from "../testing/hand-clock.ts";
import { createRecorder } from "./recorder.ts";

function begin() {
  const clock = createHandClock(0);
  const told: { count: number; lost: number }[] = [];
  const batches: (readonly TapeRecord[])[] = [];
  const recorder = createRecorder({
    after: clock.after,
    tell(records, lost) {
      batches.push(records);
      told.push({ count: records.length, lost });
    },
  });
  const bytes = (length: number): TapeRecord => ({
    kind: "bytes",
    at: clock.now(),
    connection: 1,
    from: "client",
    offset: 0,
    data: "x".repeat(length),
  });
  return { clock, told, batches, recorder, bytes };
}

test("a recorder that is off keeps nothing and waits for nothing", () => {
  const { clock, recorder, bytes } = begin();
  recorder.record(bytes(10));
  expect(clock.waiting).toBe(0);
});

test("records are told in batches, and the next only once the last was taken", () => {
  const { clock, told, recorder, bytes } = begin();
  recorder.turn(true);
  recorder.record(bytes(10));
  recorder.record(bytes(10));
  clock.turn(100);
  recorder.record(bytes(10));
  clock.turn(1000);
  expect(told).toEqual([{ count: 2, lost: 0 }]);
  recorder.taken();
  clock.turn(100);
  expect(told).toEqual([
    { count: 2, lost: 0 },
    { count: 1, lost: 0 },
  ]);
});

test("while nobody takes them records find room up to a bound; what is lost is counted", () => {
  const { clock, told, recorder, bytes } = begin();
  recorder.turn(true);
  recorder.record(bytes(1));
  clock.turn(100);
  for (let i = 0; i < 100; i += 1) recorder.record(bytes(64_000));
  recorder.taken();
  clock.turn(100);
  const { count = 0, lost = 0 } = told[1] ?? {};
  expect(count + lost).toBe(100);
  expect(count).toBeGreaterThan(50);
  expect(lost).toBeGreaterThan(20);
});

test("where bytes find no room, that a connection opens and ends is told all the same", () => {
  const { clock, batches, told, recorder, bytes } = begin();
  recorder.turn(true);
  for (let i = 0; i < 200; i += 1) recorder.record(bytes(64_000));
  recorder.record({ kind: "opened", at: 0, connection: 2, lane: "sse", clientPort: 5, lanePort: 3 });
  recorder.record(bytes(64_000));
  recorder.record({ kind: "ended", at: 0, connection: 2, by: "network", how: "reset" });
  clock.turn(100);
  expect(batches[0]?.slice(-2).map(({ kind }) => kind)).toEqual(["opened", "ended"]);
  expect(told[0]?.lost).toBeGreaterThan(100);
});

test("openings and ends are bounded as well, far beyond what a browser brings about", () => {
  const { clock, told, recorder } = begin();
  recorder.turn(true);
  for (let connection = 1; connection <= 20_001; connection += 1)
    recorder.record({ kind: "ended", at: 0, connection, by: "client", how: "fin" });
  clock.turn(100);
  expect(told).toEqual([{ count: 20_000, lost: 1 }]);
});

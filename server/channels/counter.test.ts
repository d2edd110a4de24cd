import { describe, expect, test } from "vitest";
import { DEFAULT_SCHEDULE, type Schedule } from "#protocol/schedule.ts";
import { createHandClock } from "../testing/hand-clock.ts";
import { createCounter } from "./counter.ts";
import { createLog, slice } from "./log.ts";

const SOMEBODY = { session: "s1", user: undefined };

function count(schedule: Partial<Schedule>) {
  const clock = createHandClock();
  const log = createLog("counter", "k3f9", { messages: 100_000, bytes: 1 << 26 });
  const counter = createCounter("counter", log, clock, { ...DEFAULT_SCHEDULE, ...schedule });
  const times = () => slice(log, 1, log.head).map(({ envelope }) => envelope.at - 1_764_000_000_000);
  return { clock, log, counter, times };
}

describe("the counter", () => {
  test("counts up by one at each update of a periodic schedule", () => {
    const { clock, log, times } = count({ rate: 4 });
    clock.turn(1000);
    expect(times()).toEqual([250, 500, 750, 1000]);
    expect(slice(log, 1, 4).map(({ envelope }) => envelope.payload)).toEqual(
      [1, 2, 3, 4].map((value) => ({ value })),
    );
  });

  test.each(["periodic", "poisson", "bursty"] as const)("holds its rate over an hour: %s", (pattern) => {
    const { clock, log } = count({ pattern, rate: 5 });
    clock.turn(3_600_000);
    expect(log.head / 18_000).toBeCloseTo(1, 1);
  });

  test.each([0.1, 200])("holds the rates at the ends of its range: %d a second", (rate) => {
    const { clock, log } = count({ rate });
    clock.turn(100_000);
    expect(log.head).toBe(rate * 100);
  });

  test("gives the same Poisson times for the same seed, and others for another", () => {
    const run = (seed: number) => {
      const { clock, times } = count({ pattern: "poisson", rate: 10, seed });
      clock.turn(5000);
      return times();
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  test("says a whole burst at one moment", () => {
    const { clock, times } = count({ pattern: "bursty", rate: 10 });
    clock.turn(2000);
    expect(times()).toEqual([...Array(10).fill(1000), ...Array(10).fill(2000)]);
  });

  test("wakes a listener once for a burst", async () => {
    const { clock, counter } = count({ pattern: "bursty", rate: 10 });
    let wakes = 0;
    counter.channel.onNews(() => {
      wakes += 1;
    });
    clock.turn(1000);
    await Promise.resolve();
    expect(wakes).toBe(1);
  });

  test("stands still while paused, and goes on from there", () => {
    const { clock, log, counter } = count({ rate: 1 });
    clock.turn(2000);
    counter.set({ ...counter.schedule, paused: true });
    clock.turn(60_000);
    expect(log.head).toBe(2);
    counter.set({ ...counter.schedule, paused: false });
    clock.turn(1000);
    expect(log.get(3)?.envelope.payload).toEqual({ value: 3 });
  });

  test("keeps its rhythm when only the padding changes", () => {
    const { clock, counter, times, log } = count({ rate: 1 });
    clock.turn(1500);
    counter.set({ ...counter.schedule, padding: 8 });
    clock.turn(1000);
    expect(times()).toEqual([1000, 2000]);
    expect(log.get(2)?.envelope.payload).toEqual({ value: 2, pad: "xxxxxxxx" });
  });

  test("is counted up by hand, also while paused", async () => {
    const { counter, log } = count({ paused: true });
    const position = await counter.channel.accept({ type: "increment", payload: { by: 3 } }, SOMEBODY);
    expect(position).toMatchObject({ epoch: "k3f9", seq: 1 });
    expect(log.get(1)?.envelope.payload).toEqual({ value: 3 });
  });

  test.each([
    [{ type: "shout", payload: {} }, 'body.type: expected increment, got "shout"'],
    [{ type: "increment", payload: { by: 0 } }, "body.payload.by: expected 1 to 1000, got 0"],
    [{ type: "increment", payload: { by: 1.5 } }, "body.payload.by: expected an integer, got 1.5"],
  ])("says what is wrong with %j", async (publication, message) => {
    await expect(count({}).counter.channel.accept(publication, SOMEBODY)).rejects.toThrow(message);
  });

  test("does not make up for the hours that the machine slept", () => {
    const { clock, log, counter } = count({ rate: 10 });
    const asleep = { ...clock, now: () => clock.now() + 3_600_000 };
    counter.close();
    const awake = createCounter("counter", log, asleep, { ...DEFAULT_SCHEDULE, rate: 10 });
    clock.turn(1000);
    expect(log.head).toBeLessThanOrEqual(11);
    awake.close();
  });

  test("leaves no timer behind", () => {
    const { clock, counter } = count({ rate: 1 });
    counter.close();
    expect(clock.waiting).toBe(0);
  });
});

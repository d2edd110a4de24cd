import { z } from "zod";
import type { CounterPayload } from "#protocol/envelope.ts";
import { parseWith, refuse } from "#protocol/refusal.ts";
import type { Schedule } from "#protocol/schedule.ts";
import { gaps } from "./arrivals.ts";
import { createChannel, type LocalChannel } from "./channel.ts";
import type { Log } from "./log.ts";

/** Time as the counter needs it; tests pass a clock that they turn by hand. */
export interface Time {
  /** ms since 1970 with µs, never backwards. */
  now(): number;
  after(ms: number, then: () => void): () => void;
}

export interface Counter {
  readonly channel: LocalChannel;
  readonly schedule: Schedule;
  /** Changes the schedule; a new pattern, rate or seed starts its gaps anew, from this moment. */
  set(schedule: Schedule): void;
  close(): void;
}

const increment = z.strictObject({
  by: z.int("expected an integer").min(1, "expected 1 to 1000").max(1000, "expected 1 to 1000"),
});

/** The live counter: it counts by its schedule, and by hand. */
export function createCounter(name: string, log: Log, time: Time, initial: Schedule): Counter {
  let value = 0;
  let schedule = initial;
  let pad = "x".repeat(initial.padding);
  let stop = () => {};

  const channel = createChannel({
    name,
    kind: "state",
    log,
    now: time.now,
    accept({ type, payload }) {
      if (type !== "increment") return refuse("bad-message", "body.type", "increment", type);
      return count(parseWith(increment, payload, "bad-message", "body.payload").by);
    },
  });

  function count(by: number) {
    value += by;
    const payload: CounterPayload = pad === "" ? { value } : { value, pad };
    return channel.publish("counter", payload);
  }

  function start(): void {
    stop();
    if (schedule.paused) return;
    const pauses = gaps(schedule);
    // Due times are absolute: a late timer makes the next gap shorter, not the rate lower.
    let due = time.now() + pauses.next().value;
    function tick(): void {
      const now = time.now();
      if (due < now - 1000) due = now; // the machine slept: do not make up for it all at once
      do {
        count(1);
        due += pauses.next().value;
      } while (schedule.pattern === "bursty" && due <= now);
      stop = time.after(Math.max(0, due - now), tick);
    }
    stop = time.after(Math.max(0, due - time.now()), tick);
  }

  start();
  return {
    channel,
    get schedule() {
      return schedule;
    },
    set(next) {
      const before = schedule;
      schedule = next;
      pad = "x".repeat(next.padding);
      const sameTimes = (["pattern", "rate", "seed", "paused"] as const).every(
        (key) => next[key] === before[key],
      );
      if (!sameTimes) start();
    },
    close: () => stop(),
  };
}

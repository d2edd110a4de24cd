import { describe, expect, test } from "vitest";
import { createHandClock } from "../testing/hand-clock.ts";
import { createChannels } from "./registry.ts";
import { createReplicas } from "./replicas.ts";

function open() {
  const clock = createHandClock();
  let epochs = 0;
  const newEpoch = () => `e${++epochs}`;
  const channels = createChannels({
    time: clock,
    rate: 2,
    limits: { messages: 100, bytes: 100_000 },
    newEpoch,
    replicas: createReplicas({
      time: clock,
      limits: { messages: 100, bytes: 100_000 },
      count: 10,
      idleMs: 1000,
      rulesOf: () => undefined,
      newId: () => "m",
      follow: () => Promise.reject(new Error("nobody follows")),
      whisper: () => {},
      limit: () => {},
      publish: () => Promise.reject(new Error("nobody publishes")),
      confirm: () => Promise.reject(new Error("nobody has heard anything")),
    }),
  });
  return { clock, channels };
}

describe("the channels", () => {
  test("share one counter, at the rate the server was given", () => {
    const { clock, channels } = open();
    clock.turn(3000);
    expect(channels.open("counter", "s1").log.head).toBe(6);
    expect(channels.open("counter", "s2")).toBe(channels.open("counter", "s1"));
  });

  test("give each session a counter of its own, which no other may open", () => {
    const { channels } = open();
    expect(channels.open("counter:s1", "s1").name).toBe("counter:s1");
    expect(() => channels.open("counter:s1", "s2")).toThrow(
      'channel: expected counter, or the counter:{session} of your own session, got "counter:s1"',
    );
  });

  test("do not disturb one session's schedule by another's", () => {
    const { clock, channels } = open();
    const [one, other] = [channels.counterOf("s1"), channels.counterOf("s2")];
    one.set({ ...one.schedule, rate: 10 });
    clock.turn(1000);
    expect([one.channel.log.head, other.channel.log.head]).toEqual([10, 1]);
  });

  test("end a private counter with its session; the next of that name is another life", () => {
    const { clock, channels } = open();
    const before = channels.counterOf("s1").channel.log;
    channels.release("s1");
    clock.turn(5000);
    expect(before.head).toBe(0);
    expect(channels.open("counter:s1", "s1").log.epoch).not.toBe(before.epoch);
  });

  test("leave no timer behind when they close", () => {
    const { clock, channels } = open();
    channels.counterOf("s1");
    channels.close();
    expect(clock.waiting).toBe(0);
  });

  test.each(["", "nonsense", "room:", "counter:a b"])("say what is wrong with the name %j", (name) => {
    expect(() => open().channels.open(name, "s1")).toThrow(/expected .* got/);
  });
});

import { expect, onTestFinished, test } from "vitest";
import { DEFAULTS } from "../options.ts";
import { createHandClock } from "../testing/hand-clock.ts";
import { createSlowSocket } from "../testing/slow-socket.ts";
import { createHeartbeat, type HeartbeatRule } from "./heartbeat.ts";

const SECOND = 1000;

function watch(rule: HeartbeatRule) {
  const clock = createHandClock();
  const heartbeat = createHeartbeat(rule, clock);
  const peer = createSlowSocket();
  const seen = { beats: 0, deaths: 0 };
  const stop = heartbeat.watch(
    peer.socket,
    () => {
      seen.beats += 1;
    },
    () => {
      seen.deaths += 1;
      stop();
    },
  );
  onTestFinished(() => {
    heartbeat.close();
    expect(clock.waiting, "timers left").toBe(0);
  });
  return { clock, peer, seen, stop };
}

test("an event stream gets a comment every 15 s, and is never judged", () => {
  const { clock, seen } = watch(DEFAULTS.sseHeartbeat);
  clock.turn(14 * SECOND);
  expect(seen.beats).toBe(0);
  clock.turn(SECOND);
  expect(seen.beats).toBe(1);
  clock.turn(3600 * SECOND);
  expect(seen).toEqual({ beats: 241, deaths: 0 });
});

test("a WebSocket gets a ping after 25 s, and is dead 20 s later where nothing answers", () => {
  const { clock, seen } = watch(DEFAULTS.websocketHeartbeat);
  clock.turn(24 * SECOND);
  expect(seen.beats).toBe(0);
  clock.turn(SECOND);
  expect(seen.beats).toBe(1);
  clock.turn(19 * SECOND);
  expect(seen.deaths).toBe(0);
  clock.turn(SECOND);
  expect(seen).toEqual({ beats: 1, deaths: 1 });
});

test("any traffic is life, be it a pong or not", () => {
  const { clock, peer, seen } = watch(DEFAULTS.websocketHeartbeat);
  for (let saidAt = 0; saidAt < 3600; saidAt += 15) {
    clock.turn(15 * SECOND);
    peer.hear(1);
  }
  expect(seen.deaths).toBe(0);
  expect(seen.beats).toBeGreaterThan(100);
});

test("traffic before the ping does not answer it", () => {
  const { clock, peer, seen } = watch(DEFAULTS.websocketHeartbeat);
  clock.turn(24 * SECOND);
  peer.hear(100);
  clock.turn(21 * SECOND);
  expect(seen).toEqual({ beats: 1, deaths: 1 });
});

test("nobody is judged while bytes wait to go out, nor asked", () => {
  const { clock, peer, seen } = watch(DEFAULTS.websocketHeartbeat);
  peer.block(1);
  clock.turn(100 * SECOND);
  expect(seen).toEqual({ beats: 0, deaths: 0 });
  peer.flush();
  clock.turn(SECOND);
  expect(seen.beats).toBe(1);
});

test("the time to answer begins anew when the question may only now have gone out", () => {
  const { clock, peer, seen } = watch(DEFAULTS.websocketHeartbeat);
  clock.turn(25 * SECOND);
  peer.block(1);
  clock.turn(60 * SECOND);
  peer.flush();
  clock.turn(19 * SECOND);
  expect(seen.deaths).toBe(0);
  clock.turn(SECOND);
  expect(seen.deaths).toBe(1);
});

test("who has left is neither asked nor judged", () => {
  const { clock, seen, stop } = watch(DEFAULTS.websocketHeartbeat);
  clock.turn(25 * SECOND);
  stop();
  clock.turn(3600 * SECOND);
  expect(seen).toEqual({ beats: 1, deaths: 0 });
});

test("a reader who takes nothing for two minutes is dead, and one who takes a little is not", () => {
  for (const rule of [DEFAULTS.sseHeartbeat, DEFAULTS.websocketHeartbeat]) {
    const { clock, peer, seen } = watch(rule);
    peer.socket.write("x".repeat(1000));
    for (let taken = 0; taken < 5; taken += 1) {
      clock.turn(119 * SECOND);
      peer.flush();
      peer.socket.write("x".repeat(1000));
    }
    expect(seen.deaths).toBe(0);
    clock.turn(121 * SECOND);
    expect(seen.deaths).toBe(1);
  }
});

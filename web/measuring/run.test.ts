import { afterEach, expect, test, vi } from "vitest";
import { DEFAULT_SCENARIO } from "#protocol/scenario.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { straightTo } from "../network/origins.ts";
import { counted, createStage } from "../testing/stage.ts";
import type { Connect, Listener } from "../transports/transport.ts";
import { createRun } from "./run.ts";

afterEach(() => vi.unstubAllGlobals());

/** A run whose lanes and whose control socket are played by the test. */
function play() {
  const time = createHandClock();
  const stage = createStage(time);
  const listeners: Listener[] = [];
  const connect: Connect = ({ listener }) => {
    listeners.push(listener);
    return { send: () => Promise.reject(new Error("not sent")), renew() {}, close() {} };
  };
  const run = createRun(
    {
      connect: { "short-polling": connect, "long-polling": connect, sse: connect, websocket: connect },
      time,
      random: () => 0.5,
      resolutionMs: 0.001,
      patienceMs: 1000,
      watchQueueing: () => () => {},
      post: () => {},
    },
    { type: "start", run: 1, origins: straightTo("http://lab"), session: "s1", scenario: DEFAULT_SCENARIO },
  );
  time.turn(1000); // so long the lanes wait for the server's clock
  const lane = (n: number) => listeners[n] as Listener;
  return { time, controls: stage.sockets, lane, run };
}

test("where a proxy lets no control socket through, messages of the lanes do not make it try without a pause", () => {
  const { controls, lane } = play();
  for (let seq = 1; seq <= 100; seq += 1) {
    controls.at(-1)?.end(1006);
    lane(2).message(counted(seq), 0);
  }
  expect(controls).toHaveLength(1);
});

test("a lane that is back tells the control socket not to wait any longer", () => {
  const { controls, lane } = play();
  controls.at(-1)?.end(1006);
  lane(2).state({ kind: "reconnecting", nextAt: undefined, attempt: 1, reason: "" });
  expect(controls).toHaveLength(1);
  lane(2).message(counted(1), 0);
  expect(controls).toHaveLength(2);
});

import { expect, test } from "vitest";
import { NO_FAULTS } from "#protocol/network.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { writeTrace } from "../exports/trace.ts";
import { openLab, PORTS } from "../testing/hand-lab.ts";
import { figuresOf, nowOnTape, tapeOf } from "./shown-tape.ts";

test("without a network all lanes go straight to the server", () => {
  const { commands, asked } = openLab("v=1&run=1");
  expect(commands).toMatchObject([{ type: "start", origins: { sse: "http://lab.lan:4000" } }]);
  expect(asked).toEqual([]);
});

test("with a network each lane goes through a port of its own, once there are ports, and the script runs once lanes are open", () => {
  const { commands, asked, say, snapshot } = openLab("v=1&seed=7&net=latency:100&script=5:crash:2&run=1");
  expect(asked).toEqual([
    {
      type: "open",
      network: 1,
      url: "http://lab.lan:4000/api/sessions/s1/network",
      seed: 7,
      ownServer: true,
      faults: { ...NO_FAULTS, latencyMs: 100 },
    },
  ]);
  expect(commands).toEqual([]);
  say({ type: "opened", at: 0, ports: PORTS });
  expect(commands).toMatchObject([
    { type: "start", origins: { sse: "http://lab.lan:3", control: "http://lab.lan:5" } },
  ]);
  snapshot({ at: 200 });
  expect(asked).toHaveLength(1);
  snapshot({ at: 400, startedAt: 300 });
  snapshot({ at: 600, startedAt: 300 });
  expect(asked.slice(1)).toEqual([{ type: "script", cues: [{ atMs: 5000, act: "crash", forMs: 2000 }] }]);
});

test("a fault is changed at once and in the link, and no lane is touched", () => {
  const { lab, asked, commands, say, query } = openLab("v=1&net=on&run=1");
  say({ type: "opened", at: 0, ports: PORTS });
  lab.setFaults({ stall: true });
  expect(asked.at(-1)).toEqual({ type: "faults", faults: { stall: true } });
  expect(commands.map(({ type }) => type)).toEqual(["start", "change"]);
  expect(query()).toBe("v=1&net=stall&run=1");
});

test("to switch the network on or off begins a new run", () => {
  const { lab, asked, commands, say } = openLab("v=1&run=1");
  lab.change({ network: NO_FAULTS });
  expect(commands.map(({ type }) => type)).toEqual(["start", "stop"]);
  say({ type: "opened", at: 0, ports: PORTS });
  expect(commands.at(-1)).toMatchObject({ type: "start", origins: { websocket: "http://lab.lan:4" } });
  lab.change({ network: undefined });
  expect(asked.at(-1)).toEqual({ type: "close" });
  expect(commands.at(-1)).toMatchObject({ type: "start", origins: { websocket: "http://lab.lan:4000" } });
});

test("to go straight to the server leaves the script behind, which would have nothing to act on", () => {
  const { lab, query } = openLab("v=1&net=on&script=5:crash:2");
  lab.change({ network: undefined });
  expect(query()).toBe("v=1");
});

test("what the run before still says is not taken for the new one, whose script and length count from its own start", () => {
  const { lab, asked, say, snapshot } = openLab("v=1&run=1");
  snapshot({ at: 1000, startedAt: 1000 });
  lab.follow("?v=1&net=on&script=5:cut&duration=10&run=1");
  snapshot({ at: 15_000, startedAt: 1000 });
  say({ type: "opened", at: 0, ports: PORTS });
  snapshot({ at: 15_400, startedAt: 15_300 });
  expect(lab.state.isRunning).toBe(true);
  expect(asked.at(-1)).toEqual({ type: "script", cues: [{ atMs: 5000, act: "cut" }] });
});

test("a network that cannot be had ends the run, and says why until the next", () => {
  const { lab, commands, gone } = openLab("v=1&net=on&run=1");
  gone("networks: expected at most 32, got one more");
  expect(lab.state.isRunning).toBe(false);
  expect(lab.network.state).toMatchObject({
    phase: "gone",
    trouble: "networks: expected at most 32, got one more",
  });
  expect(commands.filter(({ type }) => type === "start")).toEqual([]);
  lab.start();
  expect(lab.network.state).toMatchObject({ phase: "opening", trouble: undefined });
});

test("a run with a length stops by itself", () => {
  const { lab, commands, snapshot } = openLab("v=1&duration=2&run=1");
  snapshot({ at: 1000, startedAt: 1000 });
  snapshot({ at: 2900, startedAt: 1000 });
  expect(lab.state.isRunning).toBe(true);
  snapshot({ at: 3000, startedAt: 1000 });
  expect(commands.at(-1)).toEqual({ type: "stop" });
});

const TRACE = new Blob([
  writeTrace({
    link: "v=1&rate=2&show=charts",
    session: "s0",
    recordedAt: "2026-01-31T12:00:00.000Z",
    environment: { userAgent: "a browser" },
    offsetMs: 0,
    incidents: [],
    records: [{ kind: "opened", at: 7, connection: 1, lane: "sse", clientPort: 5, lanePort: 3 }],
    figures: {},
  }),
]);

test("a trace that is opened is what the page shows, in place of its run, until it is closed or another run begins", async () => {
  const { lab, commands, query } = openLab("v=1&run=1");
  await lab.openTrace(TRACE);
  expect(lab.state.isRunning).toBe(false);
  expect(commands.at(-1)).toEqual({ type: "stop" });
  expect(tapeOf(lab).entries).toMatchObject([{ kind: "opened", lane: "sse" }]);
  expect(nowOnTape(lab)).toBe(7);
  expect(figuresOf(lab)?.schedule?.rate).toBe(2);
  expect(query()).toBe("v=1&show=charts&run=1");
  lab.closeTrace();
  expect(tapeOf(lab)).toBe(lab.network.tape);
  await lab.openTrace(TRACE);
  lab.start();
  expect(tapeOf(lab)).toBe(lab.network.tape);
});

test("a file that is no trace is refused by name, and what was shown stays", async () => {
  const { lab } = openLab("v=1&run=1");
  await lab.openTrace(new Blob(['{"log":{}}']));
  expect(lab.state).toMatchObject({
    isRunning: true,
    trace: undefined,
    traceRefusal: "trace.format: expected realtime-ladder-trace, got nothing",
  });
});

test("after a reset nothing is told any more of what was done before", () => {
  const { lab, say, snapshot } = openLab("v=1&net=on&run=1");
  say({ type: "opened", at: 0, ports: PORTS });
  const missed = (count: number) =>
    Object.fromEntries(
      TRANSPORTS.map((name) => [name, { figures: { missed: count, duplicated: 0 }, stalenesses: [] }]),
    ) as never;
  snapshot({ at: 200, startedAt: 100, lanes: missed(7) });
  say({ type: "act", at: 300, act: "cut" });
  snapshot({ at: 400, startedAt: 100, lanes: missed(7) });
  expect(lab.aftermath.list).toHaveLength(1);
  lab.reset();
  snapshot({ at: 600, startedAt: 100, lanes: missed(0) });
  expect(lab.aftermath.list).toEqual([]);
});

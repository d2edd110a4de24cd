import { expect, test } from "vitest";
import { NO_FAULTS } from "#protocol/network.ts";
import { createLadderPage } from "./ladder-page.ts";
import { openLab, PORTS } from "./testing/hand-lab.ts";

function openPage(search: string) {
  const stage = openLab(search);
  return { ...stage, ladder: createLadderPage(stage.lab) };
}

/** The figures of every lane, as the worker tells them. */
const lanes = (delivered: number, stalenesses: readonly number[] = []) => {
  const figures = {
    delivered,
    requests: 1,
    reconnects: 0,
    hiddenSamples: 0,
    staleness: { count: delivered },
  };
  const lane = { state: { kind: "open" }, isWell: true, value: delivered, figures, stalenesses };
  return { "short-polling": lane, "long-polling": lane, sse: lane, websocket: lane } as never;
};

test("before the first figures there are none, and those of a run that was are not taken for this one's", () => {
  const { ladder, snapshot } = openPage("v=1&lanes=sse");
  expect(ladder.figures()).toMatchObject({ isRunning: false, updates: 0, lanes: {} });
  ladder.start();
  snapshot({ startedAt: 1, updates: 9, lanes: lanes(7, [1, 2, 3, 4, 5, 6, 7]) });
  expect(ladder.figures()).toMatchObject({
    isRunning: true,
    updates: 9,
    lanes: { sse: { state: "open", isWell: true, value: 7, browser: { delivered: 7 } } },
  });
  expect(Object.keys(ladder.figures().lanes)).toEqual(["sse"]);
  expect(ladder.samples("sse")).toEqual([1, 2, 3, 4, 5, 6, 7]);
  ladder.stop();
  ladder.start();
  expect(ladder.figures().lanes).toEqual({});
  expect(ladder.samples("sse")).toEqual([]);
});

test("until resolves with the first figures that hold in every lane asked for", async () => {
  const { ladder, snapshot } = openPage("v=1&run=1");
  const figures = ladder.until({ delivered: 3, lanes: ["sse", "websocket"] });
  snapshot({ startedAt: undefined, lanes: lanes(9) }); // the lanes are not open yet
  snapshot({ startedAt: 1, lanes: lanes(2) });
  snapshot({ startedAt: 1, lanes: lanes(4) });
  snapshot({ startedAt: 1, lanes: lanes(5) });
  expect((await figures).lanes.sse?.browser.delivered).toBe(4);
});

test("until gives up with what was lacking", async () => {
  const { ladder, snapshot } = openPage("v=1&run=1&lanes=sse");
  snapshot({ startedAt: 1, lanes: lanes(2) });
  await expect(ladder.until({ delivered: 3 }, 5)).rejects.toThrow(
    "within 5 ms: sse: expected 3 delivered, got 2 (open)",
  );
});

test("reset resolves once the server has said that it counts from zero, and not by what was on its way", async () => {
  const { ladder, snapshot, commands } = openPage("v=1&run=1");
  snapshot({ startedAt: 1, resetDone: 0, lanes: lanes(5) });
  let done = 0;
  const first = ladder.reset().then(() => (done += 1));
  const second = ladder.reset().then(() => (done += 1));
  expect(commands.slice(-2)).toEqual([
    { type: "reset", reset: 1 },
    { type: "reset", reset: 2 },
  ]);
  snapshot({ startedAt: 1, resetDone: 1, lanes: lanes(0) });
  await first;
  expect(done).toBe(1);
  snapshot({ startedAt: 1, resetDone: 2, lanes: lanes(0) });
  await second;
});

test("a reset of a run that ends first is rejected", async () => {
  const { ladder } = openPage("v=1&run=1");
  const reset = ladder.reset();
  ladder.stop();
  await expect(reset).rejects.toThrow("reset: the run has ended");
  await expect(ladder.reset()).rejects.toThrow("reset: expected a run that goes on, got none");
});

test("a fault is set once the network is open, and resolves when the network says so", async () => {
  const { ladder, say, asked } = openPage("v=1&net=on&run=1");
  const set = ladder.network.set({ stall: true });
  say({ type: "opened", at: 0, ports: PORTS });
  await expect.poll(() => asked.at(-1)).toEqual({ type: "faults", faults: { stall: true } });
  say({ type: "faults", at: 1, faults: { ...NO_FAULTS, stall: true } });
  await set;
  const cut = ladder.network.act("cut");
  await expect.poll(() => asked.at(-1)).toMatchObject({ type: "act", act: "cut" });
  say({ type: "act", at: 2, act: "cut" });
  await cut;
});

test("what the network refuses, or is not there to do, is said in its words", async () => {
  const without = openPage("v=1&run=1").ladder;
  await expect(without.network.act("cut")).rejects.toThrow(/^network: expected one, as net=on in the link/);
  const { ladder, say, asked } = openPage("v=1&net=on&run=1");
  await expect(ladder.network.act("crash")).rejects.toThrow(/^server: expected own, .* got "lab"/);
  await expect(ladder.network.act("explode" as "cut")).rejects.toThrow(/^act: expected one of cut, close, /);
  await expect(ladder.network.set({ latencyMs: -1 })).rejects.toThrow(
    "faults.latencyMs: expected 0 to 10000",
  );
  say({ type: "opened", at: 0, ports: PORTS });
  const act = ladder.network.act("cut");
  await expect.poll(() => asked.at(-1)?.type).toBe("act");
  say({ type: "error", code: "bad-message", message: "act: not today" });
  await expect(act).rejects.toThrow("network: act: not today");
});

test("a change goes the way of the link, bounds and all", () => {
  const { ladder, query } = openPage("v=1&run=1");
  ladder.change({ pollMs: 500 });
  expect(query()).toBe("v=1&poll=500&run=1");
  expect(ladder.scenario().pollMs).toBe(500);
  expect(() => ladder.change({ pollMs: 5 })).toThrow('poll: expected 50 to 30000, got "5"');
});

test("a +1 is not sent on a lane that has no connection yet, where it would be lost", () => {
  const { ladder, snapshot, commands } = openPage("v=1&run=1");
  expect(() => ladder.increment("sse")).toThrow("sse: expected a lane that can send, got one that is off");
  snapshot({ startedAt: 1, lanes: lanes(1) });
  ladder.increment("sse");
  expect(commands.at(-1)).toEqual({ type: "increment", transport: "sse" });
});

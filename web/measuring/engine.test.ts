import { test } from "vitest";
import { DEFAULT_SCENARIO, type Scenario } from "#protocol/scenario.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { startLab } from "../../server/testing/lab-server.ts";
import { straightTo } from "../network/origins.ts";
import { CONNECT } from "../transports/transports.ts";
import { createEngine } from "./engine.ts";
import { createPageTime } from "./page-time.ts";
import type { Command, Snapshot } from "./snapshot.ts";

/** The engine against the real server, over real sockets. */
const FAST: Scenario = {
  ...DEFAULT_SCENARIO,
  pollMs: 50,
  schedule: { ...DEFAULT_SCENARIO.schedule, rate: 50 },
};

function measure(origin: string, scenario: Scenario = FAST) {
  const snapshots: Snapshot[] = [];
  const watchers = new Set<{ holds: (snapshot: Snapshot) => boolean; resolve: () => void }>();
  const engine = createEngine({
    connect: CONNECT,
    time: createPageTime(),
    random: Math.random,
    resolutionMs: 0.001,
    patienceMs: 10_000,
    watchQueueing: () => () => {},
    post(snapshot) {
      snapshots.push(snapshot);
      for (const watcher of watchers) {
        if (!watcher.holds(snapshot)) continue;
        watchers.delete(watcher);
        watcher.resolve();
      }
    },
  });
  engine.command({ type: "start", run: 1, origins: straightTo(origin), session: "s1", scenario });
  const newest = () => snapshots.at(-1);
  return {
    [Symbol.dispose]: () => engine.close(),
    snapshots,
    newest,
    command: (command: Command) => engine.command(command),
    lanes: () => TRANSPORTS.flatMap((name) => newest()?.lanes[name] ?? []),
    /** Resolves at the first snapshot from now on for which it holds. */
    until: (holds: (snapshot: Snapshot) => boolean) =>
      new Promise<void>((resolve) => watchers.add({ holds, resolve })),
  };
}

const each = (snapshot: Snapshot) => Object.values(snapshot.lanes);
const allDelivered = (count: number) => (snapshot: Snapshot) =>
  each(snapshot).every(({ figures }) => figures.delivered >= count);
/** Time enough for a difference to be judged, and then for patience to run out. */
const whileJudged = (from: number | undefined) => (snapshot: Snapshot) => snapshot.at > (from ?? 0) + 2600;

test.concurrent("the four lanes count up, and their figures are those of the meter", async ({ expect }) => {
  await using lab = await startLab();
  using page = measure(lab.url);
  const { until, newest, command, lanes, snapshots } = page;
  await until(allDelivered(20));
  command({ type: "change", scenario: { ...FAST, schedule: { ...FAST.schedule, paused: true } } });
  await until(({ schedule }) => schedule?.paused === true);
  // Once the counter rests, all four show its last value, and the meter stands still but for the short poller.
  await until((snapshot) => new Set(each(snapshot).map(({ value }) => value)).size === 1);
  await until(whileJudged(newest()?.at));
  const meter = (await (await fetch(`${lab.url}/api/sessions/s1/meter`)).json()) as {
    transports: Record<string, { messages: number; requests: number }>;
  };
  for (const { transport, figures, meter: seen } of lanes()) {
    expect(figures.delivered, transport).toBe(meter.transports[transport]?.messages);
    expect(seen?.messages, transport).toBe(figures.delivered);
    if (transport !== "short-polling")
      expect(figures.requests, transport).toBe(meter.transports[transport]?.requests);
    expect(figures, transport).toMatchObject({ duplicated: 0, reordered: 0, reconnects: 0, resets: 0 });
    expect(figures.staleness?.p50, transport).toBeGreaterThan(0);
    expect(figures.firstValueMs, transport).toBeGreaterThan(0);
  }
  for (const name of ["sse", "websocket"] as const) expect(newest()?.lanes[name].figures.missed).toBe(0);
  expect(newest()?.lanes["short-polling"].figures.missed).toBeGreaterThan(0);
  expect(newest()?.newestSeq).toBe(newest()?.lanes.websocket.value);
  for (const { figures } of lanes()) expect(newest()?.updates).toBeGreaterThanOrEqual(figures.delivered);
  expect(snapshots.flatMap(({ disagreements }) => disagreements)).toEqual([]);
  expect(newest()?.clock?.boundMs).toBeLessThan(50);
});

test.concurrent("a request that the browser did not make is reported", async ({ expect }) => {
  await using lab = await startLab();
  using page = measure(lab.url, { ...FAST, lanes: ["sse", "websocket"] });
  const { until } = page;
  await until(({ lanes }) => lanes.sse.figures.delivered > 5);
  await fetch(`${lab.url}/channels/counter:s1/messages?session=s1&transport=sse`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"type":"increment","payload":{"by":1}}',
  });
  await until(({ disagreements }) => disagreements.length > 0);
  expect(page.newest()?.disagreements).toEqual([
    { transport: "sse", figure: "requests", browser: 1, server: 2 },
  ]);
});

test.concurrent("a server that is killed and comes back is no disagreement, and its figures add up", async ({
  expect,
}) => {
  const lab = await startLab();
  using page = measure(lab.url);
  const { until, newest, snapshots } = page;
  await until(allDelivered(20));
  const before = newest()?.lanes.websocket.meter?.messages ?? 0;
  lab.app.server.closeAllConnections();
  await lab.close();
  await until(({ control }) => control === "lost");
  await using again = await startLab({ port: lab.port });
  await until((snapshot) => each(snapshot).every(({ figures }) => figures.resets === 1));
  await until(whileJudged(newest()?.at));
  // The new server was told the schedule anew: an hour would not do for so many at its own rate of 1 a second.
  expect(newest()?.schedule?.rate).toBe(50);
  expect(newest()?.lanes.websocket.meter?.messages).toBeGreaterThan(before + 100);
  for (const { figures, transport } of each(newest() as Snapshot)) {
    expect(figures, transport).toMatchObject({ duplicated: 0, reordered: 0 });
    expect(figures.reconnects, transport).toBeGreaterThan(0);
  }
  for (const name of ["sse", "websocket"] as const) expect(newest()?.lanes[name].figures.missed).toBe(0);
  expect(snapshots.flatMap(({ disagreements }) => disagreements)).toEqual([]);
  expect(again.meter("s1", "websocket").requests).toBeGreaterThan(0);
}, 40_000);

test.concurrent("what is asked of a lane touches that lane alone", async ({ expect }) => {
  await using lab = await startLab();
  using page = measure(lab.url);
  const { until, command, newest } = page;
  await until(allDelivered(3));
  command({ type: "change", scenario: { ...FAST, lanes: ["short-polling", "websocket"] } });
  expect(newest()?.lanes.sse.state.kind).toBe("off");
  const frozen = newest()?.lanes.sse.figures.delivered;
  command({ type: "change", scenario: { ...FAST, pollMs: 100 } });
  await until(({ lanes }) => lanes.sse.figures.delivered > (frozen ?? 0) + 3);
  expect(newest()?.lanes.websocket.figures).toMatchObject({ requests: 1, missed: 0 });
  expect(newest()?.lanes.sse.figures).toMatchObject({ requests: 2, missed: 0, reconnects: 0 });
});

test.concurrent("a reset zeroes both sides, and they agree again", async ({ expect }) => {
  await using lab = await startLab();
  using page = measure(lab.url);
  const { until, command, newest, snapshots } = page;
  await until(allDelivered(20));
  command({ type: "reset", reset: 1 });
  for (const { figures, meter } of each(newest() as Snapshot)) {
    expect(figures).toMatchObject({ delivered: 0, requests: 0, staleness: undefined });
    expect(meter).toBeUndefined();
  }
  await until(({ lanes }) => lanes.websocket.meter !== undefined);
  await until(whileJudged(newest()?.at));
  expect(snapshots.flatMap(({ disagreements }) => disagreements)).toEqual([]);
});

test.concurrent("a tab that was hidden before the start is hidden after it", async ({ expect }) => {
  await using lab = await startLab();
  using page = measure(lab.url);
  const { until, command, newest } = page;
  command({ type: "visibility", hidden: true });
  command({ type: "start", run: 1, origins: straightTo(lab.url), session: "s2", scenario: FAST });
  await until(allDelivered(3));
  expect(newest()?.lanes.sse.figures).toMatchObject({ staleness: undefined, meanAgeMs: undefined });
});

test.concurrent("+1 goes up each lane's own way, and is booked to it", async ({ expect }) => {
  await using lab = await startLab();
  const paused: Scenario = { ...FAST, schedule: { ...FAST.schedule, paused: true } };
  using page = measure(lab.url, paused);
  const { until, command, newest, snapshots } = page;
  await until(({ lanes }) => lanes.websocket.state.kind === "open" && lanes.sse.state.kind === "open");
  for (const transport of TRANSPORTS) command({ type: "increment", transport });
  await until((snapshot) => each(snapshot).every(({ value }) => value === 4));
  await until(({ lanes }) => lanes.sse.meter?.requests === 2);
  expect(newest()?.lanes.websocket.figures.requests).toBe(1);
  expect(newest()?.lanes.sse.figures.requests).toBe(2);
  expect(snapshots.flatMap(({ events }) => events).filter(({ kind }) => kind === "sent")).toHaveLength(4);
});

test.concurrent("the shared counter is heard, and its schedule left alone", async ({ expect }) => {
  await using lab = await startLab({ rate: 20 });
  using page = measure(lab.url);
  const { until, command, newest } = page;
  await until(allDelivered(3));
  command({ type: "change", scenario: { ...FAST, counter: "shared" } });
  await until(allDelivered(3));
  expect(newest()?.lanes.sse.figures.requests).toBe(1);
  await until(({ lanes }) => lanes.sse.meter?.requests === 1);
  expect(newest()?.channel).toBe("counter");
  expect(newest()?.schedule).toBeUndefined();
});

test.concurrent("a hidden tab's samples are marked, and in no figure of time", async ({ expect }) => {
  await using lab = await startLab();
  using page = measure(lab.url);
  const { until, command, newest, snapshots } = page;
  await until(allDelivered(3));
  command({ type: "visibility", hidden: true });
  const before = newest()?.lanes.sse.figures;
  await until(({ lanes }) => lanes.sse.figures.hiddenSamples > 5);
  expect(newest()?.lanes.sse.figures.staleness?.count).toBe(before?.staleness?.count);
  expect(newest()?.lanes.sse.figures.meanAgeMs).toBe(before?.meanAgeMs);
  expect(snapshots.at(-1)?.events.every((event) => event.kind !== "message" || event.hidden)).toBe(true);
  command({ type: "visibility", hidden: false });
  await until(({ lanes }) => (lanes.sse.figures.staleness?.count ?? 0) > (before?.staleness?.count ?? 0));
});

test.concurrent("after stop nothing is open, and nothing more is said", async ({ expect }) => {
  await using lab = await startLab();
  using page = measure(lab.url);
  const { until, command, newest, snapshots } = page;
  await until(allDelivered(3));
  command({ type: "stop" });
  expect(each(newest() as Snapshot).every(({ state }) => state.kind === "off")).toBe(true);
  const said = snapshots.length;
  // What is kept alive for the next poll is the platform's; what streams must end.
  for (const key of ["sse", "websocket", "control"] as const)
    await expect.poll(() => lab.meter("s1", key).connections.open).toBe(0);
  expect(snapshots).toHaveLength(said);
});

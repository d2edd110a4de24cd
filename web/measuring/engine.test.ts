import { afterEach, expect, test } from "vitest";
import { DEFAULT_SCENARIO, type Scenario } from "#protocol/scenario.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { startLab } from "../../server/testing/lab-server.ts";
import { CONNECT } from "../transports/transports.ts";
import { createEngine } from "./engine.ts";
import { createPageTime } from "./page-time.ts";
import type { Command, Snapshot } from "./snapshot.ts";

/** The engine against the real server, over real sockets. */
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

const FAST: Scenario = {
  ...DEFAULT_SCENARIO,
  pollMs: 50,
  schedule: { ...DEFAULT_SCENARIO.schedule, rate: 50 },
};

function measure(origin: string, scenario: Scenario = FAST) {
  const snapshots: Snapshot[] = [];
  const engine = createEngine({
    connect: CONNECT,
    time: createPageTime(),
    random: Math.random,
    resolutionMs: 0.001,
    watchQueueing: () => () => {},
    post: (snapshot) => void snapshots.push(snapshot),
  });
  opened.push(engine);
  engine.command({ type: "start", origin, session: "s1", scenario });
  const newest = () => snapshots.at(-1);
  return {
    snapshots,
    newest,
    command: (command: Command) => engine.command(command),
    lanes: () => TRANSPORTS.flatMap((name) => newest()?.lanes[name] ?? []),
    /** A snapshot that begins after now, and for which it holds. */
    until: (holds: (snapshot: Snapshot) => boolean, timeout = 5000) => {
      const from = snapshots.length;
      return expect.poll(() => snapshots.slice(from).some(holds), { timeout }).toBe(true);
    },
  };
}

const each = (snapshot: Snapshot) => Object.values(snapshot.lanes);
const allDelivered = (count: number) => (snapshot: Snapshot) =>
  each(snapshot).every(({ figures }) => figures.delivered >= count);
/** Time enough for a difference to be judged, and then for patience to run out. */
const whileJudged = (from: number | undefined) => (snapshot: Snapshot) => snapshot.at > (from ?? 0) + 2600;

test("the four lanes count up, and their figures are those of the meter", async () => {
  await using lab = await startLab();
  const { until, newest, command, lanes, snapshots } = measure(lab.url);
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
}, 15_000);

test("a request that the browser did not make is reported", async () => {
  await using lab = await startLab();
  const { until } = measure(lab.url, { ...FAST, lanes: ["sse", "websocket"] });
  await until(({ lanes }) => lanes.sse.figures.delivered > 5);
  await fetch(`${lab.url}/channels/counter:s1/messages?session=s1&transport=sse`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"type":"increment","payload":{"by":1}}',
  });
  await until(
    ({ disagreements }) =>
      disagreements.some(({ transport, figure }) => transport === "sse" && figure === "requests"),
    8000,
  );
}, 15_000);

test("a server that is killed and comes back is no disagreement, and its figures add up", async () => {
  const lab = await startLab();
  const { until, newest, snapshots } = measure(lab.url);
  await until(allDelivered(20));
  const before = newest()?.lanes.websocket.meter?.messages ?? 0;
  lab.app.server.closeAllConnections();
  await lab.close();
  await until(({ control }) => control === "lost");
  await using again = await startLab({ port: lab.port });
  await until((snapshot) => each(snapshot).every(({ figures }) => figures.resets === 1), 20_000);
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

test("what is asked of a lane touches that lane alone", async () => {
  await using lab = await startLab();
  const { until, command, newest } = measure(lab.url);
  await until(allDelivered(3));
  command({ type: "change", scenario: { ...FAST, lanes: ["short-polling", "websocket"] } });
  expect(newest()?.lanes.sse.state.kind).toBe("off");
  const frozen = newest()?.lanes.sse.figures.delivered;
  command({ type: "change", scenario: { ...FAST, pollMs: 100 } });
  await until(({ lanes }) => lanes.sse.figures.delivered > (frozen ?? 0) + 3);
  expect(newest()?.lanes.websocket.figures).toMatchObject({ requests: 1, missed: 0 });
  expect(newest()?.lanes.sse.figures).toMatchObject({ requests: 2, missed: 0, reconnects: 0 });
}, 15_000);

test("a reset zeroes both sides, and they agree again", async () => {
  await using lab = await startLab();
  const { until, command, newest, snapshots } = measure(lab.url);
  await until(allDelivered(20));
  command({ type: "reset" });
  for (const { figures, meter } of each(newest() as Snapshot)) {
    expect(figures).toMatchObject({ delivered: 0, requests: 0, staleness: undefined });
    expect(meter).toBeUndefined();
  }
  await until(({ lanes }) => lanes.websocket.meter !== undefined);
  await until(whileJudged(newest()?.at));
  expect(snapshots.flatMap(({ disagreements }) => disagreements)).toEqual([]);
}, 15_000);

test("a tab that was hidden before the start is hidden after it", async () => {
  await using lab = await startLab();
  const { until, command, newest } = measure(lab.url);
  command({ type: "visibility", hidden: true });
  command({ type: "start", origin: lab.url, session: "s2", scenario: FAST });
  await until(allDelivered(3));
  expect(newest()?.lanes.sse.figures).toMatchObject({ staleness: undefined, meanAgeMs: undefined });
}, 15_000);

test("+1 goes up each lane's own way, and is booked to it", async () => {
  await using lab = await startLab();
  const paused: Scenario = { ...FAST, schedule: { ...FAST.schedule, paused: true } };
  const { until, command, newest, snapshots } = measure(lab.url, paused);
  await until(({ lanes }) => lanes.websocket.state.kind === "open" && lanes.sse.state.kind === "open");
  for (const transport of TRANSPORTS) command({ type: "increment", transport });
  await until((snapshot) => each(snapshot).every(({ value }) => value === 4));
  await until(({ lanes }) => lanes.sse.meter?.requests === 2);
  expect(newest()?.lanes.websocket.figures.requests).toBe(1);
  expect(newest()?.lanes.sse.figures.requests).toBe(2);
  expect(snapshots.flatMap(({ events }) => events).filter(({ kind }) => kind === "sent")).toHaveLength(4);
}, 15_000);

test("the shared counter is heard, and its schedule left alone", async () => {
  await using lab = await startLab({ rate: 20 });
  const { until, command, newest } = measure(lab.url);
  await until(allDelivered(3));
  command({ type: "change", scenario: { ...FAST, counter: "shared" } });
  await until(allDelivered(3));
  expect(newest()?.lanes.sse.figures.requests).toBe(1);
  await until(({ lanes }) => lanes.sse.meter?.requests === 1);
  expect(newest()?.channel).toBe("counter");
  expect(newest()?.schedule).toBeUndefined();
}, 15_000);

test("a hidden tab's samples are marked, and in no figure of time", async () => {
  await using lab = await startLab();
  const { until, command, newest, snapshots } = measure(lab.url);
  await until(allDelivered(3));
  command({ type: "visibility", hidden: true });
  const before = newest()?.lanes.sse.figures;
  await until(({ lanes }) => lanes.sse.figures.hiddenSamples > 5);
  expect(newest()?.lanes.sse.figures.staleness?.count).toBe(before?.staleness?.count);
  expect(newest()?.lanes.sse.figures.meanAgeMs).toBe(before?.meanAgeMs);
  expect(snapshots.at(-1)?.events.every((event) => event.kind !== "message" || event.hidden)).toBe(true);
  command({ type: "visibility", hidden: false });
  await until(({ lanes }) => (lanes.sse.figures.staleness?.count ?? 0) > (before?.staleness?.count ?? 0));
}, 15_000);

test("after stop nothing is open, and nothing more is said", async () => {
  await using lab = await startLab();
  const { until, command, newest, snapshots } = measure(lab.url);
  await until(allDelivered(3));
  command({ type: "stop" });
  expect(each(newest() as Snapshot).every(({ state }) => state.kind === "off")).toBe(true);
  const said = snapshots.length;
  // What is kept alive for the next poll is the platform's; what streams must end.
  for (const key of ["sse", "websocket", "control"] as const)
    await expect.poll(() => lab.meter("s1", key).connections.open).toBe(0);
  expect(snapshots).toHaveLength(said);
}, 15_000);

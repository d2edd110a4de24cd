import { setTimeout as sleep } from "node:timers/promises";
import type { Memory } from "./accounting.ts";
import { type Child, SERVER_CORE, startChild } from "./asks.ts";
import type { Opening, Polling } from "./load/main.ts";
import type { TallyReport } from "./load/tally.ts";
import type { Dialect, Publishing, Ready } from "./peers/serve.ts";
import type { Contender, Measure } from "./plan.ts";
import type { RelayMeasure } from "./relaying.ts";

/** What one window of one contender gave. `value` is in the group's unit; the other figures depend on the measure. */
export interface Sample {
  readonly value: number;
  readonly [figure: string]: number;
}

/** A contender that runs, with its clients connected. */
export interface Running {
  warm(): Promise<void>;
  window(): Promise<Sample>;
  stop(): Promise<void>;
}

const SETTLE_MS = 100;
/** Ticks before a window, in windows: until V8 has compiled what is hot. */
const WARM_WINDOWS = 3;
const WARM_TICKS = 20;
/** Pollers that come and go before memory is measured: a second thousand would ask more than a core can answer. */
const FIRST_POLLERS = 50;
const MIXED: readonly Dialect[] = ["short-polling", "long-polling", "sse", "websocket"];

/** Starts the contender's server, and connects its clients from the generator. */
export async function runContender(
  { label, peer, args = [], dialect = "websocket", ...own }: Contender,
  measure: Exclude<Measure, RelayMeasure>,
  load: Child,
): Promise<Running> {
  const clients = own.clients ?? measure.clients;
  const perSecond = own.perSecond ?? ("perSecond" in measure ? measure.perSecond : 10);
  const server = startChild(`./peers/${peer}.ts`, {
    core: SERVER_CORE,
    flags: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
    args,
  });
  const { port, paths } = await server.ask<Ready>("ready");
  const isPolling = dialect === "long-polling";
  const publish = (ticks: number, burst = 1, rate = perSecond) =>
    server.ask("publish", { ticks, perSecond: rate, burst } satisfies Publishing);
  const poll = (group: string, rounds: number) =>
    load.ask("poll", { group, perSecond, rounds } satisfies Polling);
  const report = (group: string) => load.ask<TallyReport>("report", group);
  const open = (group: string, spoken: Dialect, count: number, from = 0) =>
    load.ask("open", {
      group,
      port,
      dialect: spoken,
      path: paths[spoken] ?? "",
      clients: count,
      from,
    } satisfies Opening);

  /** CPU of server and generator while `work` runs, and what was delivered. */
  async function timed(work: () => Promise<unknown>) {
    await load.ask("clear", label);
    const [loadBefore, serverBefore] = [await load.ask<number>("cpu"), await server.ask<number>("cpu")];
    const startedAt = performance.now();
    await work();
    const wallNs = (performance.now() - startedAt) * 1e6;
    await sleep(SETTLE_MS);
    const [serverAfter, loadAfter] = [await server.ask<number>("cpu"), await load.ask<number>("cpu")];
    return {
      cpuUs: (serverAfter - serverBefore) / 1000,
      loadBusy: (loadAfter - loadBefore) / wallNs,
      ...(await report(label)),
    };
  }

  async function delivering(ticks: number, burst: number): Promise<Sample> {
    const { cpuUs, loadBusy, deliveries, closed } = await timed(() => publish(ticks, burst));
    const sample = { value: cpuUs / deliveries, loadBusy, closed };
    if (burst === 1) return sample;
    await server.ask("count writes");
    await publish(1, burst);
    await sleep(SETTLE_MS);
    return { ...sample, writes: (await server.ask<number>("writes")) / clients };
  }

  async function asking(ticks: number): Promise<Sample> {
    // As many updates as polls: most answers then carry one message.
    const work = () => Promise.all([publish(ticks), poll(label, ticks)]);
    const { cpuUs, loadBusy, answers, bytes, closed } = await timed(work);
    return { value: cpuUs / answers, loadBusy, closed, bytes: bytes / answers };
  }

  async function memory(): Promise<Sample> {
    // The slope from the first clients to twice as many: what is loaded once, and room made for coming, is not a client's.
    await open("first", dialect, isPolling ? FIRST_POLLERS : clients, clients);
    await publish(10);
    if (isPolling) await load.ask("close", "first");
    const before = await server.ask<Memory>("memory", true);
    await open(label, dialect, clients);
    await publish(isPolling ? 30 : 10);
    // Polling makes garbage all the time, and what lies there between two collections is memory that it takes.
    const after = await server.ask<Memory>("memory", !isPolling);
    const perClient = (bytes: number) => bytes / clients / 1024;
    return {
      value: perClient(after.rss - before.rss),
      external: perClient(after.external - before.external),
    };
  }

  async function mixed(ticks: number): Promise<Sample> {
    const groups = MIXED.map((name) => `${label} ${name}`);
    const run = (count: number) => Promise.all([publish(count), poll(groups[0] ?? "", count + 2)]);
    for (const [i, spoken] of MIXED.entries()) await open(groups[i] ?? "", spoken, clients, i * clients);
    await run(3 * perSecond);
    for (const group of groups) await load.ask("record", group);
    const [loadBefore, startedAt] = [await load.ask<number>("cpu"), performance.now()];
    await run(ticks);
    const loadBusy = ((await load.ask<number>("cpu")) - loadBefore) / ((performance.now() - startedAt) * 1e6);
    await sleep(SETTLE_MS);
    const all = await load.ask<NonNullable<TallyReport["stalenessMs"]>>("staleness", groups);
    const reports = await Promise.all(groups.map(report));
    const sum = (key: "lost" | "closed") => reports.reduce((total, one) => total + one[key], 0);
    return {
      value: all.p99,
      p50: all.p50,
      max: all.max,
      lost: sum("lost"),
      closed: sum("closed"),
      loadBusy,
      ...Object.fromEntries(reports.map(({ stalenessMs }, i) => [`p99 ${MIXED[i]}`, stalenessMs?.p99 ?? 0])),
    };
  }

  async function stop(): Promise<void> {
    await server.stop(); // first: who closes first keeps the port for a minute
    for (const group of [label, "first", ...MIXED.map((name) => `${label} ${name}`)])
      await load.ask("close", group);
  }

  if (measure.kind === "delivering" || measure.kind === "asking")
    await open(label, dialect, clients).catch(async (error) => {
      await stop();
      throw error;
    });
  return {
    async warm() {
      // All contenders at once, so at a pace that a core can keep.
      if (measure.kind === "delivering") {
        const pace = isPolling ? Math.min(5, perSecond) : perSecond;
        await publish(Math.max(WARM_TICKS, WARM_WINDOWS * measure.ticks), 1, pace);
      }
      if (measure.kind === "asking") await Promise.all([publish(WARM_TICKS), poll(label, WARM_TICKS)]);
    },
    window() {
      if (measure.kind === "delivering") return delivering(measure.ticks, measure.burst);
      if (measure.kind === "asking") return asking(measure.ticks);
      return measure.kind === "memory" ? memory() : mixed(measure.ticks);
    },
    stop,
  };
}

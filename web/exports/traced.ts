import { parseScenario } from "#protocol/scenario.ts";
import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { type Charts, chartsOfHistory, type Series } from "../charts/series.ts";
import type { LaneView, Snapshot } from "../measuring/snapshot.ts";
import type { Aftermath } from "../network/aftermath.ts";
import type { History } from "../state/history.ts";
import type { Trace } from "./trace.ts";
import type { TracedFigures, TracedPage } from "./trace-figures.ts";
import type { OpenedTrace } from "./trace-keeper.ts";

/** What the page shows of a run, as a trace has it, and back again: whoever opens the file sees the same figures. */

export function traceFigures({ lanes }: Snapshot): Trace["figures"] {
  return eachLane((name) => {
    const { value, figures, meter } = lanes[name];
    const staleness = figures.staleness && { ...figures.staleness };
    const connections = meter && { ...meter.connections };
    return {
      value,
      figures: { ...figures, staleness },
      meter: meter && connections && { ...meter, connections },
    };
  });
}

export interface ShownPage {
  readonly snapshot: Snapshot;
  readonly history: History;
  /** The end of the charts, page time. */
  readonly now: number;
  readonly aftermath: readonly Aftermath[];
}

export function tracePage({ snapshot, history, now, aftermath }: ShownPage): TracedPage {
  const { updates, clock } = snapshot;
  const { staleness, age, bytes, requests } = chartsOfHistory(history, now);
  return {
    updates,
    clock,
    charts: {
      staleness: linesOf(staleness),
      age: linesOf(age),
      bytes: linesOf(bytes),
      requests: linesOf(requests),
    },
    aftermath: aftermath.map(({ at, words, lanes }) => ({
      at: at + (clock?.offsetMs ?? 0),
      words,
      lanes: eachLane((name) => ({ ...lanes[name] })),
    })),
  };
}

export function snapshotOf({ trace, endsAt }: Pick<OpenedTrace, "trace" | "endsAt">): Snapshot {
  const scenario = parseScenario(trace.link);
  return {
    run: 0,
    at: endsAt,
    startedAt: undefined,
    scenario,
    clock: trace.page?.clock,
    control: "connecting",
    channel: "",
    schedule: scenario.counter === "private" ? scenario.schedule : undefined,
    lanes: eachLane((name) => laneOf(name, trace.figures[name])),
    events: [],
    eventsLeftOut: 0,
    disagreements: [],
    newestSeq: 0,
    updates: trace.page?.updates ?? 0,
    resetDone: 0,
  };
}

export function chartsOf({ page }: Pick<Trace, "page">): Charts {
  const { staleness, age, bytes, requests } = page?.charts ?? NO_CHARTS;
  return {
    staleness: seriesOf(staleness),
    age: seriesOf(age),
    bytes: seriesOf(bytes),
    requests: seriesOf(requests),
  };
}

export function aftermathOf({ page }: Pick<Trace, "page">): Aftermath[] {
  return (page?.aftermath ?? []).map(({ at, words, lanes }) => ({
    at,
    words,
    lanes: eachLane((name) => {
      const { noticedMs, backMs, ...counts } = lanes[name];
      return { noticedMs, backMs, ...counts };
    }),
  }));
}

const NO_CHARTS: TracedPage["charts"] = { staleness: {}, age: {}, bytes: {}, requests: {} };
const NO_FIGURES: TracedFigures["figures"] = {
  ...{ delivered: 0, missed: 0, duplicated: 0, reordered: 0, resets: 0 },
  ...{ requests: 0, emptyResponses: 0, reconnects: 0, hiddenSamples: 0 },
};

function laneOf(transport: TransportName, traced: TracedFigures | undefined): LaneView {
  const { firstValueMs, staleness, meanAgeMs, queueingMs, ...counts } = traced?.figures ?? NO_FIGURES;
  return {
    transport,
    value: traced?.value,
    state: { kind: "off" },
    isWell: true,
    figures: { ...counts, firstValueMs, staleness, meanAgeMs, queueingMs },
    stalenesses: [],
    meter: traced?.meter && { ...traced.meter },
  };
}

/** To the µs, and a thousandth of a byte: a file need not say more. */
const rounded = (number: number) => Math.round(number * 1000) / 1000;

function linesOf(series: readonly Series[]): TracedPage["charts"]["age"] {
  return Object.fromEntries(
    series.map(({ transport, points }) => [transport, points.map(({ x, y }) => [rounded(x), rounded(y)])]),
  );
}

function seriesOf(lines: TracedPage["charts"]["age"]): Series[] {
  return TRANSPORTS.map((transport) => ({
    transport,
    label: LABELS[transport],
    points: (lines[transport] ?? []).map(([x, y]) => ({ x, y })),
  }));
}

function eachLane<T>(make: (transport: TransportName) => T): Record<TransportName, T> {
  return Object.fromEntries(TRANSPORTS.map((name) => [name, make(name)])) as Record<TransportName, T>;
}

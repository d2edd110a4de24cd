import { type Act, type Faults, NO_FAULTS } from "#protocol/network.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { Scenario } from "#protocol/scenario.ts";
import type { TransportName } from "#protocol/transports.ts";
import { openTraceTape, type TraceTape, type TraceWorker } from "../exports/trace-tape.ts";
import type { Origins, Snapshot } from "../measuring/snapshot.ts";
import { type AftermathList, createAftermathList } from "../network/aftermath.ts";
import { createNetworkClient, type NetworkClient, type NetworkWorker } from "../network/network-client.ts";
import { straightTo, throughPorts } from "../network/origins.ts";
import { faultsChanged, isElsewhere, settleNetwork } from "../network/scenario-change.ts";
import { createTruth, type Truth } from "../network/truth.ts";
import { holdsBack } from "../network/words.ts";
import { createEngineClient, type EngineClient, type EngineWorker } from "./engine-client.ts";
import { createHistory, type History } from "./history.ts";
import { createSamples, type Samples } from "./samples.ts";
import { DEFAULT_SETTINGS, formatSettings, parseSettings, type Settings } from "./scenario-url.ts";

/** What the page needs of the browser; a test passes its own. */
export interface LabParts {
  readonly session: string;
  readonly origin: string;
  readonly search: string;
  readonly spawn: () => EngineWorker;
  readonly spawnNetwork: () => NetworkWorker;
  readonly spawnTrace: () => TraceWorker;
  readonly clock: () => number;
  /** Puts the query of the present settings where a person can copy it. */
  readonly showQuery: (query: string) => void;
}

/** How the page stands, apart from what is measured. */
export interface LabState {
  readonly settings: Settings;
  /** Why the link that led here was refused, in words; until the defaults are taken instead. */
  readonly refusal: string | undefined;
  readonly isRunning: boolean;
  /** A recorded run that is looked through. */
  readonly trace: TraceTape | undefined;
  /** A file is being read as a trace. */
  readonly isReading: boolean;
  /** Why a file was not opened as a trace, in words. */
  readonly traceRefusal: string | undefined;
}

/** The page's state outside of React: settings, the run, and what came of it. */
export interface Lab {
  readonly session: string;
  readonly engine: EngineClient;
  readonly network: NetworkClient;
  readonly history: History;
  /** Where network and server count bytes differently; none without a network. */
  readonly truth: Truth;
  /** What was done to the network, and what became of each lane. */
  readonly aftermath: AftermathList;
  readonly state: LabState;
  /** The newest of this run; undefined until its first. */
  readonly snapshot: Snapshot | undefined;
  /** The run, counted from 1; 0 before the first. */
  readonly run: number;
  /** Staleness of each message since start or reset. */
  readonly samples: Samples;
  subscribe(changed: () => void): () => void;
  change(part: Partial<Scenario>): void;
  /** Changes some faults of the network, at once and in the scenario. */
  setFaults(faults: Partial<Faults>): void;
  /** Does something to the network, once. */
  act(act: Act, forMs?: number): void;
  setTheme(theme: Settings["theme"]): void;
  start(): void;
  stop(): void;
  /** Forgets all figures, here and on the server; returns the number that a snapshot tells once it is done. */
  reset(): number;
  increment(transport: TransportName): void;
  takeDefaults(): void;
  /** Goes where a link's query leads, without loading the page anew; a run that it begins counts from zero. */
  follow(search: string): void;
  /** Shows a recorded run in place of this page's own, which ends; what is no trace is refused by name. */
  openTrace(file: Blob): Promise<void>;
  closeTrace(): void;
  close(): void;
}

export function createLab(parts: LabParts): Lab {
  const { session, origin, search, clock, showQuery } = parts;
  const subscribers = new Set<() => void>();
  const history = createHistory();
  const engine = createEngineClient(parts.spawn, clock, absorb);
  const offsetMs = () => engine.snapshot?.clock?.offsetMs ?? 0;
  const network = createNetworkClient({
    spawn: parts.spawnNetwork,
    offsetMs,
    serverNow: () => (engine.now() ?? 0) + offsetMs(),
    disturbed,
  });
  let truth = createTruth();
  const aftermath = createAftermathList();
  let state = openLink(search);
  const samples = createSamples();
  let run = 0;
  let resets = 0;
  let startedAt: number | undefined;

  function disturbed(faults: Faults, what: string | undefined): void {
    const holds = holdsBack(faults);
    truth.disturb(engine.now() ?? 0, holds, what);
    engine.send({ type: "disturbed", holdsBack: holds });
  }

  function absorb(snapshot: Snapshot): void {
    if (snapshot.run !== run) return;
    history.absorb(snapshot);
    samples.absorb(snapshot);
    if (!state.isRunning) return;
    const { phase, counts } = network.state;
    if (phase === "open") {
      if (counts) truth.sample(snapshot, counts.lanes);
      aftermath.absorb(snapshot, network.tape.incidents, offsetMs());
    }
    const { script, durationS } = state.settings.scenario;
    if (startedAt === undefined && snapshot.startedAt !== undefined) {
      startedAt = snapshot.startedAt;
      if (network.state.phase === "open") network.run(script);
    }
    if (durationS > 0 && startedAt !== undefined && snapshot.at >= startedAt + durationS * 1000) stop();
  }

  function become(next: Partial<LabState>): void {
    state = { ...state, ...next };
    for (const changed of subscribers) changed();
  }

  function settle(settings: Settings): void {
    become({ settings });
    showQuery(formatSettings(settings));
  }

  function start(): void {
    if (state.isRunning || state.refusal) return;
    run += 1;
    history.clear();
    samples.clear();
    truth = createTruth();
    aftermath.clear();
    startedAt = undefined;
    const { scenario } = state.settings;
    if (scenario.network) openNetwork(scenario, scenario.network);
    else measure(straightTo(origin));
    closeTrace();
    become({ isRunning: true });
  }

  function closeTrace(): void {
    state.trace?.close();
    become(NO_TRACE);
  }

  /** The figures begin at zero again, and what was drawn and told of them goes. */
  function forget(): void {
    history.reset();
    aftermath.forget();
  }

  /** The lanes open once there are ports for them to go to. */
  function openNetwork({ schedule, server }: Scenario, faults: Faults): void {
    const url = `${origin}/api/sessions/${session}/network`;
    network.open({ url, seed: schedule.seed, ownServer: server === "own", faults }, (ports) =>
      measure(throughPorts(origin, ports)),
    );
  }

  function measure(origins: Origins): void {
    engine.send({ type: "start", run, origins, session, scenario: state.settings.scenario });
  }

  function stop(): void {
    engine.send({ type: "stop" });
    network.close();
    become({ isRunning: false });
  }

  /** `touched`: faults that a hand has set just now, though a script may have made them differ from the scenario. */
  function change(part: Partial<Scenario>, touched?: Partial<Faults>): void {
    const before = state.settings.scenario;
    const scenario = settleNetwork({ ...before, ...part });
    settle({ ...state.settings, scenario });
    if (part.counter) forget();
    if (!state.isRunning) return;
    if (isElsewhere(before, scenario)) {
      // Figures of two ways to the server in one sum would say nothing about either.
      stop();
      start();
      return;
    }
    engine.send({ type: "change", scenario });
    if (!scenario.network || !before.network) return;
    const faults = touched ?? faultsChanged(before.network, scenario.network);
    if (Object.keys(faults).length > 0) network.setFaults(faults);
    if (part.script && startedAt !== undefined) network.run(scenario.script);
  }

  const lab: Lab = {
    session,
    engine,
    network,
    history,
    get truth() {
      return truth;
    },
    aftermath,
    get state() {
      return state;
    },
    get snapshot() {
      return engine.snapshot?.run === run ? engine.snapshot : undefined;
    },
    get run() {
      return run;
    },
    samples,
    subscribe(changed) {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    change: (part) => change(part),
    setFaults(faults) {
      const { network: before } = state.settings.scenario;
      change({ network: { ...(before ?? NO_FAULTS), ...faults } }, faults);
    },
    act: network.act,
    setTheme: (theme) => settle({ ...state.settings, theme }),
    start,
    stop,
    reset() {
      forget();
      truth.rebase(engine.now() ?? 0, "the reset");
      resets += 1;
      engine.send({ type: "reset", reset: resets });
      return resets;
    },
    increment: (transport) => engine.send({ type: "increment", transport }),
    takeDefaults() {
      become({ refusal: undefined });
      settle(DEFAULT_SETTINGS);
    },
    follow(search) {
      if (state.isRunning) stop();
      closeTrace();
      become(openLink(search));
      if (state.refusal === undefined) settle(state.settings);
      if (state.settings.run) start();
    },
    async openTrace(file) {
      become({ isReading: true, traceRefusal: undefined });
      try {
        const trace = await openTraceTape(parts.spawnTrace, file);
        if (state.isRunning) stop();
        closeTrace();
        become({ trace });
        change({ show: trace.snapshot.scenario.show });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        become({ isReading: false, traceRefusal: error.message });
      }
    },
    closeTrace,
    close() {
      state.trace?.close();
      engine.close();
      network.end();
    },
  };
  network.subscribe(() => {
    // Without a way to the server there is nothing to measure.
    if (network.state.phase === "gone" && state.isRunning && startedAt === undefined) stop();
  });
  if (state.settings.run) start();
  return lab;
}

const NO_TRACE = { trace: undefined, isReading: false, traceRefusal: undefined };

function openLink(search: string): LabState {
  try {
    return { settings: parseSettings(search), refusal: undefined, isRunning: false, ...NO_TRACE };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { settings: DEFAULT_SETTINGS, refusal: error.message, isRunning: false, ...NO_TRACE };
  }
}

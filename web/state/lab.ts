import { Refusal } from "#protocol/refusal.ts";
import type { Scenario } from "#protocol/scenario.ts";
import type { TransportName } from "#protocol/transports.ts";
import { createEngineClient, type EngineClient, type EngineWorker } from "./engine-client.ts";
import { createHistory, type History } from "./history.ts";
import { DEFAULT_SETTINGS, formatSettings, parseSettings, type Settings } from "./scenario-url.ts";

/** What the page needs of the browser; a test passes its own. */
export interface LabParts {
  readonly session: string;
  readonly origin: string;
  readonly search: string;
  readonly spawn: () => EngineWorker;
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
}

/** The page's state outside of React: settings, the run, and what came of it. */
export interface Lab {
  readonly session: string;
  readonly engine: EngineClient;
  readonly history: History;
  readonly state: LabState;
  subscribe(changed: () => void): () => void;
  change(part: Partial<Scenario>): void;
  setTheme(theme: Settings["theme"]): void;
  start(): void;
  stop(): void;
  reset(): void;
  increment(transport: TransportName): void;
  takeDefaults(): void;
  /** Goes where a link's query leads, without loading the page anew; a run that it begins counts from zero. */
  follow(search: string): void;
  close(): void;
}

export function createLab({ session, origin, search, spawn, clock, showQuery }: LabParts): Lab {
  const subscribers = new Set<() => void>();
  const history = createHistory();
  const engine = createEngineClient(spawn, clock, history.absorb);
  let state = openLink(search);

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
    history.clear();
    engine.send({ type: "start", origin, session, scenario: state.settings.scenario });
    become({ isRunning: true });
  }

  function stop(): void {
    engine.send({ type: "stop" });
    become({ isRunning: false });
  }

  const lab: Lab = {
    session,
    engine,
    history,
    get state() {
      return state;
    },
    subscribe(changed) {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    change(part) {
      const scenario = { ...state.settings.scenario, ...part };
      settle({ ...state.settings, scenario });
      if (part.counter) history.reset();
      if (state.isRunning) engine.send({ type: "change", scenario });
    },
    setTheme: (theme) => settle({ ...state.settings, theme }),
    start,
    stop,
    reset() {
      history.reset();
      engine.send({ type: "reset" });
    },
    increment: (transport) => engine.send({ type: "increment", transport }),
    takeDefaults() {
      become({ refusal: undefined });
      settle(DEFAULT_SETTINGS);
    },
    follow(search) {
      if (state.isRunning) stop();
      become(openLink(search));
      if (state.refusal === undefined) settle(state.settings);
      if (state.settings.run) start();
    },
    close: () => engine.close(),
  };
  if (state.settings.run) start();
  return lab;
}

function openLink(search: string): LabState {
  try {
    return { settings: parseSettings(search), refusal: undefined, isRunning: false };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { settings: DEFAULT_SETTINGS, refusal: error.message, isRunning: false };
  }
}

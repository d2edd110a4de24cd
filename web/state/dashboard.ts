import type { Scenario } from "#protocol/scenario.ts";
import type { TransportName } from "#protocol/transports.ts";
import type { Command, Snapshot } from "../measuring/snapshot.ts";
import { applyTheme, type Theme } from "../theme/theme.ts";
import { createHistory, type History } from "./history.ts";
import { type PageLink, readLink, writeLink } from "./page-link.ts";

/** What the page shows, apart from what canvases draw. */
export interface DashboardState extends PageLink {
  readonly isStarted: boolean;
  /** The name under which the server counts what this page costs. */
  readonly session: string;
  readonly snapshot: Snapshot | undefined;
}

/** The page's one store: settings in the address bar, figures from the worker. */
export interface Dashboard {
  readonly history: History;
  read(): DashboardState;
  /** Calls `listener` after every change; returns the way to stop. */
  subscribe(listener: () => void): () => void;
  start(): void;
  change(changed: Partial<Scenario>): void;
  setTheme(theme: Theme): void;
  reset(): void;
  increment(transport: TransportName): void;
  /** Goes where a link leads, without loading the page anew. */
  follow(search: string): void;
}

export interface DashboardParts {
  readonly worker: Pick<Worker, "postMessage" | "onmessage">;
  readonly newSession: () => string;
}

export function createDashboard({ worker, newSession }: DashboardParts): Dashboard {
  const history = createHistory();
  const listeners = new Set<() => void>();
  let stopFollowing = () => {};
  let state: DashboardState = {
    ...readLink(location.search),
    isStarted: false,
    session: newSession(),
    snapshot: undefined,
  };

  function set(changed: Partial<DashboardState>): void {
    state = { ...state, ...changed };
    for (const listener of listeners) listener();
  }

  const tell = (command: Command): void => worker.postMessage(command);

  function writeAddress(): void {
    window.history.replaceState(null, "", `?${writeLink(state.scenario, state.theme)}${location.hash}`);
  }

  function open(): void {
    stopFollowing();
    stopFollowing = applyTheme(state.theme);
    if (state.run) start();
  }

  /** A run of its own: another session, so another counter, and figures from zero. */
  function start(): void {
    history.clear();
    set({ isStarted: true, refusal: undefined, snapshot: undefined });
    tell({ type: "start", origin: location.origin, session: state.session, scenario: state.scenario });
    writeAddress();
  }

  worker.onmessage = ({ data }: MessageEvent<Snapshot>) => {
    if (!state.isStarted) return;
    history.add(data);
    set({ snapshot: data });
  };
  document.addEventListener("visibilitychange", () =>
    tell({ type: "visibility", hidden: document.visibilityState === "hidden" }),
  );
  window.addEventListener("popstate", () => follow(location.search));

  function follow(search: string): void {
    if (state.isStarted) tell({ type: "stop" });
    set({ ...readLink(search), isStarted: false, session: newSession(), snapshot: undefined });
    open();
  }

  open();
  return {
    history,
    read: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start,
    change(changed) {
      const scenario = { ...state.scenario, ...changed };
      set({ scenario, refusal: undefined });
      if (state.isStarted) tell({ type: "change", scenario });
      writeAddress();
    },
    setTheme(theme) {
      set({ theme });
      stopFollowing();
      stopFollowing = applyTheme(theme);
      writeAddress();
    },
    reset() {
      history.clear();
      tell({ type: "reset" });
    },
    increment: (transport) => tell({ type: "increment", transport }),
    follow(search) {
      window.history.pushState(null, "", search);
      follow(search);
    },
  };
}

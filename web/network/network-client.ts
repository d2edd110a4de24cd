import type { Act, Cue, Faults, LaneCounts, LanePort } from "#protocol/network.ts";
import { NO_FAULTS } from "#protocol/network.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import type { TransportName } from "#protocol/transports.ts";
import { createIncidents } from "./incidents.ts";
import { createLiveTape } from "./live-tape.ts";
import type { NetworkCommand, NetworkNews, SaidEvent } from "./operator-words.ts";
import type { Dissection, Tape } from "./tape.ts";
import { sayMoment } from "./words.ts";

/** The part of a `Worker` that is used, so that a test can stand in for it. */
export interface NetworkWorker {
  postMessage(command: NetworkCommand): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<NetworkNews>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** How the network stands. Times by the server's clock. */
export interface NetworkState {
  readonly phase: "closed" | "opening" | "open" | "gone";
  /** Why it is gone, or why what was asked last is not done. */
  readonly trouble: string | undefined;
  readonly ports: Readonly<Record<LanePort, number>> | undefined;
  readonly faults: Faults;
  /** What they are to be: ahead of them from the moment somebody sets one until the network has it. */
  readonly wanted: Faults;
  /** Since when nothing passes. */
  readonly stalledAt: number | undefined;
  /** The server was sent away, and may have said when it will be back. */
  readonly down:
    | {
        readonly at: number;
        readonly backAt: number | undefined;
        /** It was to be back, and did not start: how. */
        readonly failure?: string;
      }
    | undefined;
  readonly counts:
    | { readonly at: number; readonly lanes: Readonly<Record<TransportName, LaneCounts>> }
    | undefined;
}

export interface OpenNetwork {
  readonly url: string;
  readonly seed: number;
  readonly ownServer: boolean;
  readonly faults: Faults;
}

/** The page's end of the worker that keeps the network and its tape. */
export interface NetworkClient {
  readonly state: NetworkState;
  readonly tape: Tape;
  /** What the tape is made of, for exports; none where there was no network. */
  records(): Promise<readonly TapeRecord[]>;
  /** Opens a network in place of the one before; `opened` is called once its ports are. */
  open(want: OpenNetwork, opened: (ports: Readonly<Record<LanePort, number>>) => void): void;
  setFaults(faults: Partial<Faults>): void;
  act(act: Act, forMs?: number): void;
  run(script: readonly Cue[]): void;
  close(): void;
  subscribe(changed: () => void): () => void;
  end(): void;
}

const CLOSED: NetworkState = {
  phase: "closed",
  trouble: undefined,
  ports: undefined,
  faults: NO_FAULTS,
  wanted: NO_FAULTS,
  stalledAt: undefined,
  down: undefined,
  counts: undefined,
};

export interface NetworkClientParts {
  readonly spawn: () => NetworkWorker;
  /** Server clock minus page clock, ms. */
  readonly offsetMs: () => number;
  /** Now, by the server's clock. */
  readonly serverNow: () => number;
  /** Something was done to the network: the faults as they are now, and what it was, as a moment to count from. */
  readonly disturbed: (faults: Faults, what: string | undefined) => void;
}

/** What the worker was asked for; undefined where it has failed. */
type Answer = Dissection | readonly TapeRecord[] | undefined;

export function createNetworkClient({
  spawn,
  offsetMs,
  serverNow,
  disturbed,
}: NetworkClientParts): NetworkClient {
  const subscribers = new Set<() => void>();
  const questions = new Map<number, (answer: Answer) => void>();
  const tape = createLiveTape({
    offsetMs,
    dissect: (id) => ask<Dissection>((question) => ({ type: "dissect", question, id })),
  });
  let worker: NetworkWorker | undefined;
  let incidents = createIncidents();
  let state = CLOSED;
  let asked = 0;
  let network = 0;
  let backAfterMs: number | undefined;
  /** Asked for, and not confirmed yet. */
  let pending: Partial<Faults> = {};
  let whenOpened: (ports: Readonly<Record<LanePort, number>>) => void = () => {};

  function become(next: Partial<NetworkState>): void {
    state = { ...state, ...next };
    for (const changed of subscribers) changed();
  }

  /** The worker is made with the first network: a page that wants none pays for none. */
  function say(command: NetworkCommand): void {
    if (!worker) {
      worker = spawn();
      worker.onmessage = ({ data }) => hear(data);
      worker.onerror = ({ message }) => {
        // With it goes its socket, and so the network; the next one gets a worker that works.
        worker?.terminate();
        worker = undefined;
        fail(message || "its worker could not be loaded");
      };
    }
    worker.postMessage(command);
  }

  function hear(news: NetworkNews): void {
    if (news.type === "dissection") answer(news.question, news.dissection);
    else if (news.type === "records") answer(news.question, news.records);
    else if (news.network !== network)
      return; // of the network before
    else if (news.type === "batch") tape.absorb(news.batch);
    else if (state.phase === "closed")
      return; // said before it was closed, and on its way since
    else if (news.type === "gone") fail(news.reason);
    else hearEvent(news.event);
  }

  function hearEvent(event: SaidEvent): void {
    if (incidents.hear(event)) {
      tape.touch();
      disturbed(event.type === "faults" ? event.faults : state.faults, sayMoment(event));
    }
    if (event.type === "opened") {
      become({ phase: "open", ports: event.ports });
      whenOpened(event.ports);
    } else if (event.type === "faults") {
      const stalledAt = event.faults.stall ? (state.stalledAt ?? event.at) : undefined;
      const { faults } = event;
      pending = Object.fromEntries(
        Object.entries(pending).filter(([field, value]) => faults[field as keyof Faults] !== value),
      );
      become({ faults, wanted: { ...faults, ...pending }, stalledAt });
    } else if (event.type === "act") {
      backAfterMs = event.forMs;
      become({}); // nothing of it lasts, but somebody may wait for it
    } else if (event.type === "server") {
      const backAt = backAfterMs === undefined ? undefined : event.at + backAfterMs;
      become({ down: event.state === "down" ? { at: event.at, backAt } : undefined });
    } else if (event.type === "counts") become({ counts: event });
    else if (event.code === "server-failed" && state.down)
      become({ down: { ...state.down, failure: event.message } });
    else {
      pending = {};
      become({ trouble: event.message, wanted: state.faults });
    }
  }

  function ask<T extends Answer>(command: (question: number) => NetworkCommand): Promise<T | undefined> {
    if (!worker) return Promise.resolve(undefined);
    asked += 1;
    const question = asked;
    const answered = new Promise<T | undefined>((resolve) =>
      questions.set(question, (answer) => resolve(answer as T | undefined)),
    );
    say(command(question));
    return answered;
  }

  function answer(question: number, said: Answer): void {
    questions.get(question)?.(said);
    questions.delete(question);
  }

  function fail(reason: string): void {
    for (const question of [...questions.keys()]) answer(question, undefined);
    incidents.close(serverNow());
    tape.touch();
    become({ ...CLOSED, phase: "gone", trouble: reason });
  }

  return {
    get state() {
      return state;
    },
    tape,
    records: async () =>
      (await ask<readonly TapeRecord[]>((question) => ({ type: "records", question }))) ?? [],
    open(want, opened) {
      whenOpened = opened;
      incidents = createIncidents();
      tape.clear(incidents.list);
      network += 1;
      pending = {};
      say({ type: "open", network, ...want });
      become({ ...CLOSED, phase: "opening", wanted: want.faults });
    },
    setFaults(faults) {
      say({ type: "faults", faults });
      pending = { ...pending, ...faults };
      become({ trouble: undefined, wanted: { ...state.wanted, ...faults } });
    },
    act(act, forMs) {
      say({ type: "act", act, forMs });
      become({ trouble: undefined });
    },
    run(script) {
      say({ type: "script", cues: script });
    },
    close() {
      if (state.phase !== "open" && state.phase !== "opening") return;
      say({ type: "close" });
      incidents.close(serverNow());
      tape.touch();
      become({ ...CLOSED });
    },
    subscribe(changed) {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    end: () => worker?.terminate(),
  };
}

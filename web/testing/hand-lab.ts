import { DEFAULT_SCENARIO } from "#protocol/scenario.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Command, Snapshot } from "../measuring/snapshot.ts";
import type { NetworkWorker } from "../network/network-client.ts";
import type { NetworkCommand, SaidEvent } from "../network/operator-words.ts";
import type { EngineWorker } from "../state/engine-client.ts";
import { createLab } from "../state/lab.ts";
import { createTraceThread } from "./trace-thread.ts";

export const PORTS = { "short-polling": 1, "long-polling": 2, sse: 3, websocket: 4, control: 5 };

/** The page's state, with both workers played by hand. */
export function openLab(search: string) {
  const commands: Command[] = [];
  const asked: NetworkCommand[] = [];
  const engine: EngineWorker = {
    postMessage: (command) => void commands.push(command),
    terminate() {},
    onmessage: null,
    onerror: null,
  };
  const network: NetworkWorker = {
    postMessage: (command) => void asked.push(command),
    terminate() {},
    onmessage: null,
    onerror: null,
  };
  let query = search;
  const lab = createLab({
    session: "s1",
    origin: "http://lab.lan:4000",
    search,
    spawn: () => engine,
    spawnNetwork: () => network,
    spawnTrace: createTraceThread,
    clock: () => 0,
    showQuery: (text) => {
      query = text;
    },
  });
  const opened = () => asked.filter((command) => command.type === "open").length;
  const snapshot = (part: Partial<Snapshot>) => {
    const run = commands.findLast((command) => command.type === "start")?.run ?? 0;
    engine.onmessage?.({ data: { ...EMPTY, run, ...part } } as MessageEvent<Snapshot>);
  };
  return {
    lab,
    commands,
    asked,
    snapshot,
    query: () => query,
    say: (event: SaidEvent) =>
      network.onmessage?.({ data: { type: "event", network: opened(), event } } as MessageEvent),
    gone: (reason: string) =>
      network.onmessage?.({ data: { type: "gone", network: opened(), reason } } as MessageEvent),
  };
}

const EMPTY = {
  at: 0,
  startedAt: undefined,
  scenario: DEFAULT_SCENARIO,
  events: [],
  lanes: Object.fromEntries(TRANSPORTS.map((name) => [name, { figures: {}, stalenesses: [] }])),
} as unknown as Snapshot;

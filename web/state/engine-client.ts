import type { Command, Snapshot } from "../measuring/snapshot.ts";

/** The part of a `Worker` that is used, so that a test can stand in for it. */
export interface EngineWorker {
  postMessage(command: Command): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Snapshot>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** The page's end of the worker that measures. */
export interface EngineClient {
  send(command: Command): void;
  readonly snapshot: Snapshot | undefined;
  /** The worker itself has failed: there will be no more snapshots. */
  readonly failure: string | undefined;
  /** Now, on the clock of the snapshots; ms since 1970. Undefined before the first; stands still once all has stopped. */
  now(): number | undefined;
  subscribe(changed: () => void): () => void;
  close(): void;
}

/** `absorb` sees every snapshot, before anyone is told of it. */
export function createEngineClient(
  spawn: () => EngineWorker,
  clock: () => number,
  absorb: (snapshot: Snapshot) => void,
): EngineClient {
  const subscribers = new Set<() => void>();
  let snapshot: Snapshot | undefined;
  let receivedAt = 0;
  let failure: string | undefined;
  let isStopped = false;
  const worker = spawn();

  function tellAll(): void {
    for (const changed of subscribers) changed();
  }

  worker.onmessage = ({ data }) => {
    snapshot = data;
    receivedAt = clock();
    absorb(data);
    tellAll();
  };
  worker.onerror = ({ message }) => {
    failure = message || "it could not be loaded";
    tellAll();
  };

  return {
    send(command) {
      if (command.type === "start") isStopped = false;
      if (command.type === "stop") isStopped = true;
      worker.postMessage(command);
    },
    get snapshot() {
      return snapshot;
    },
    get failure() {
      return failure;
    },
    now: () => snapshot && snapshot.at + (isStopped || failure ? 0 : clock() - receivedAt),
    subscribe(changed) {
      subscribers.add(changed);
      return () => subscribers.delete(changed);
    },
    close: () => worker.terminate(),
  };
}

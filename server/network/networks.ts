import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { NetworkRequest } from "#protocol/network.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { PortRange } from "./ports.ts";
import type { WorkerData, WorkerNews, WorkerOrder } from "./worker.ts";

export interface NetworkLimits {
  /** At most so many at a time, and of one remote address. */
  readonly count: number;
  readonly perAddress: number;
  /** At most so many with a server process of their own. */
  readonly ownServers: number;
}

export interface NetworksParts {
  readonly limits: NetworkLimits;
  readonly ports: PortRange;
  /** Where the lab listens, and the page comes from; known once it does. */
  readonly lab: () => { readonly address: string; readonly port: number; readonly pagePort: number };
  /** This moment, by the clock that the threads are to keep. */
  readonly moment: () => WorkerData["moment"];
}

export interface OpenNetwork {
  obey(request: NetworkRequest): void;
  taken(what: "tape" | "counts"): void;
  /** Resolves when nothing of it is left: no port, no process. */
  close(): Promise<void>;
}

export interface Opening {
  readonly open: WorkerData["open"];
  readonly remoteAddress: string;
  readonly hear: (news: WorkerNews) => void;
  /** It has met what it did not expect. */
  readonly failed: (error: Error) => void;
  /** Nothing of it is left. */
  readonly ended: () => void;
}

/** All networks that are open, each in a thread of its own: what passes through one costs the server's thread nothing. */
export interface Networks {
  /** Throws a `Refusal` where there are too many. */
  open(opening: Opening): OpenNetwork;
  readonly count: number;
  close(): Promise<void>;
}

/** A thread's own, MB: a small one is collected sooner, and who outgrows it ends alone. */
const HEAP = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };
/** A thread that has not closed by then is ended, ms: after the drain there is half a second left of the promised three. */
const CLOSE_MS = 400;

interface Entry extends OpenNetwork {
  readonly remoteAddress: string;
  readonly ownServer: boolean;
}

export function createNetworks({ limits, ports, lab, moment }: NetworksParts): Networks {
  const entries = new Set<Entry>();

  function requireRoom({ open, remoteAddress }: Opening): void {
    const all = [...entries];
    const rules = [
      ["networks", limits.count, all],
      [
        "networks of one address",
        limits.perAddress,
        all.filter((one) => one.remoteAddress === remoteAddress),
      ],
      [
        "servers of networks",
        open.ownServer ? limits.ownServers : Infinity,
        all.filter((one) => one.ownServer),
      ],
    ] as const;
    for (const [what, most, { length }] of rules)
      if (length >= most)
        throw new Refusal("too-many-networks", `${what}: expected at most ${most} at a time, got one more`);
  }

  function open(opening: Opening): OpenNetwork {
    requireRoom(opening);
    const { address, port, pagePort } = lab();
    const workerData: WorkerData = {
      open: opening.open,
      host: address,
      ports,
      server: { host: reachable(address), port },
      pagePort,
      moment: moment(),
    };
    const worker = new Worker(new URL("worker.ts", import.meta.url), {
      workerData,
      execArgv: [],
      resourceLimits: HEAP,
      env: withCompileCache(process.env),
    });
    worker.on("message", opening.hear);
    worker.on("error", opening.failed);
    const gone = new Promise<void>((resolve) => {
      worker.on("exit", () => {
        entries.delete(entry);
        opening.ended();
        resolve();
      });
    });
    const order = (said: WorkerOrder) => worker.postMessage(said);
    const entry: Entry = {
      remoteAddress: opening.remoteAddress,
      ownServer: opening.open.ownServer,
      obey: (request) => order({ type: "obey", request }),
      taken: (what) => order({ type: "taken", what }),
      async close() {
        order({ type: "close" });
        const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
        await gone;
        clearTimeout(timer);
      },
    };
    entries.add(entry);
    return entry;
  }

  return {
    open,
    get count() {
      return entries.size;
    },
    async close() {
      await Promise.all([...entries].map((entry) => entry.close()));
    },
  };
}

/** What the program keeps of its compiled files, its threads share: 10 MB less each, and half the time to start. */
function withCompileCache(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? environment : { ...environment, NODE_COMPILE_CACHE: dirname(folder) };
}

/** An address that stands for all of a machine's is none to connect to. */
export function reachable(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}

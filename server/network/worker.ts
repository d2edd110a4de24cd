import { parentPort, workerData } from "node:worker_threads";
import type { NetworkRequest } from "#protocol/network.ts";
import { Refusal } from "#protocol/refusal.ts";
import { createTime, type Moment } from "../time.ts";
import { type Network, type NetworkParts, openNetwork } from "./network.ts";

/** What the thread is born with. Time passes in all threads alike, but each has begun to count by itself. */
export type WorkerData = Omit<NetworkParts, "time" | "say"> & { readonly moment: Moment };

/** To the thread. */
export type WorkerOrder =
  | { readonly type: "obey"; readonly request: NetworkRequest }
  | { readonly type: "taken"; readonly what: "tape" | "counts" }
  /** With nothing left to wait for, the thread ends. */
  | { readonly type: "close" };

/** From the thread: an event as the page is to read it, so that the main thread need not look into it. */
export interface WorkerNews {
  readonly type: string;
  readonly text: string;
}

const { moment, ...parts } = workerData as WorkerData;
const say: NetworkParts["say"] = (event) => {
  const news: WorkerNews = { type: event.type, text: JSON.stringify(event) };
  parentPort?.postMessage(news);
};

function complain(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
  say({ type: "error", ...error.body.error });
}

async function obey(network: Network, order: WorkerOrder): Promise<void> {
  if (order.type === "obey") network.obey(order.request);
  else if (order.type === "taken") network.taken(order.what);
  else {
    await network.close();
    parentPort?.close();
  }
}

const opening = openNetwork({ ...parts, time: createTime(moment), say });
opening.catch((error) => {
  complain(error);
  parentPort?.close();
});
parentPort?.on("message", (order: WorkerOrder) => {
  opening.then((network) => obey(network, order)).catch(complain);
});

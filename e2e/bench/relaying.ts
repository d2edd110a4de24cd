import { type Child, SERVER_CORE, startChild } from "./asks.ts";
import type { Pinging, Pouring } from "./load/stream.ts";
import type { Running, Sample } from "./measuring.ts";
import type { Contender, Measure } from "./plan.ts";
import { median, quantile } from "./statistics.ts";

export type RelayMeasure = Extract<Measure, { readonly kind: "pouring" | "pinging" }>;

export function isOfRelay(measure: Measure): measure is RelayMeasure {
  return measure.kind === "pouring" || measure.kind === "pinging";
}

/** From one stamp to the next, ms: none waits for the one before. */
const PING_MS = 7;
const WARM_SECONDS = 0.5;

/** Starts a relay, whose two ends are both in the generator. */
export async function runRelay(
  { peer, latencyMs = 0 }: Contender,
  { kind, seconds }: RelayMeasure,
  load: Child,
): Promise<Running> {
  const server = startChild(`./peers/${peer}.ts`, { core: SERVER_CORE, args: [String(latencyMs)] });
  const port = await server.ask<number>("relay", await load.ask<number>("far end", kind));

  async function pour(forSeconds: number): Promise<Sample> {
    const [before, startedAt] = [await load.ask<number>("cpu"), performance.now()];
    const value = await load.ask<number>("pour", { port, seconds: forSeconds } satisfies Pouring);
    const wallNs = (performance.now() - startedAt) * 1e6;
    return { value, loadBusy: ((await load.ask<number>("cpu")) - before) / wallNs };
  }

  async function ping(forSeconds: number): Promise<Sample> {
    const count = Math.ceil((forSeconds * 1000) / PING_MS);
    const delays = await load.ask<number[]>("ping", { port, count, everyMs: PING_MS } satisfies Pinging);
    const errors = delays.map((delay) => Math.abs(delay - latencyMs)).sort((a, b) => a - b);
    return { value: median(errors), p99: quantile(errors, 0.99) };
  }

  const measureFor = kind === "pouring" ? pour : ping;
  return {
    warm: async () => void (await measureFor(WARM_SECONDS)),
    window: () => measureFor(seconds),
    stop: server.stop,
  };
}

import type { Page } from "@playwright/test";
import { type Act, type Faults, NO_FAULTS } from "#protocol/network.ts";
import type { Call } from "./plain-words.ts";

/**
 * The network between browser and server, to be broken: faults last, for good or for `forMs`; acts happen once, to all
 * connections that are open. Each resolves when it is done, and a fault with `forMs` when it is over. Without a network
 * (`net=on`, or `network: {}`) each is refused in words.
 */
export interface LabNetwork {
  /** Any faults by their names; the others stay as they are. */
  set(faults: Partial<Faults>, forMs?: number): Promise<void>;
  /** Added each way. */
  latency(ms: number, forMs?: number): Promise<void>;
  jitter(ms: number, forMs?: number): Promise<void>;
  /** Each way and per connection, bytes a second; 0: as fast as it goes. */
  rate(bytesPerSecond: number, forMs?: number): Promise<void>;
  /** Nothing passes, and nothing closes. */
  stall(forMs?: number): Promise<void>;
  /** New connections open, and then nothing is ever heard on them. */
  blackhole(forMs?: number): Promise<void>;
  /** A proxy that holds answers until it has so many bytes. */
  buffer(bytes: number, forMs?: number): Promise<void>;
  /** A proxy that closes what was silent for so long. */
  idle(ms: number, forMs?: number): Promise<void>;
  /** A proxy that answers requests to upgrade with 502. */
  refuseUpgrades(forMs?: number): Promise<void>;
  /** Takes all faults back. */
  heal(): Promise<void>;

  /** Both sides get a RST. */
  cut(): Promise<void>;
  /** Both sides get a FIN. */
  close(): Promise<void>;
  /** The server gets a RST, and the browser is never told. */
  halfOpen(): Promise<void>;
  /** The browser gets a RST, and the server is never told. */
  vanish(): Promise<void>;
  /** The server is killed, and started again after so long. Needs a server of one's own: `server=own`. */
  crash(backAfterMs: number): Promise<void>;
  /** The same with a goodbye. */
  deploy(backAfterMs: number): Promise<void>;
}

export function createLabNetwork(page: Page, call: Call): LabNetwork {
  const set = (title: string, faults: Partial<Faults>, forMs?: number) =>
    call(title, () => page.evaluate(setFor, [faults, forMs] as const));
  const act = (title: string, what: Act, forMs?: number) =>
    call(title, () =>
      page.evaluate(([one, ms]) => window.ladder.network.act(one, ms), [what, forMs] as const),
    );

  return {
    set: (faults, forMs) => set("set", faults, forMs),
    latency: (ms, forMs) => set("latency", { latencyMs: ms }, forMs),
    jitter: (ms, forMs) => set("jitter", { jitterMs: ms }, forMs),
    rate: (bytesPerSecond, forMs) => set("rate", { bytesPerSecond }, forMs),
    stall: (forMs) => set("stall", { stall: true }, forMs),
    blackhole: (forMs) => set("blackhole", { blackhole: true }, forMs),
    buffer: (bytes, forMs) => set("buffer", { bufferBytes: bytes }, forMs),
    idle: (ms, forMs) => set("idle", { idleMs: ms }, forMs),
    refuseUpgrades: (forMs) => set("refuseUpgrades", { refuseUpgrades: true }, forMs),
    heal: () => set("heal", NO_FAULTS),
    cut: () => act("cut", "cut"),
    close: () => act("close", "close"),
    halfOpen: () => act("halfOpen", "half-open"),
    vanish: () => act("vanish", "vanish"),
    crash: (backAfterMs) => act("crash", "crash", backAfterMs),
    deploy: (backAfterMs) => act("deploy", "deploy", backAfterMs),
  };
}

/** Runs in the page, so that the way there and back is not part of how long a fault lasts. */
async function setFor([faults, forMs]: readonly [Partial<Faults>, number | undefined]): Promise<void> {
  const { network, scenario } = window.ladder;
  const before: Readonly<Record<string, unknown>> = { ...scenario().network };
  await network.set(faults);
  if (forMs === undefined) return;
  await new Promise((resolve) => setTimeout(resolve, forMs));
  await network.set(Object.fromEntries(Object.keys(faults).map((field) => [field, before[field]])));
}

import { setTimeout as pause } from "node:timers/promises";
import type { NetworkRequest } from "#protocol/network.ts";
import type { Cluster } from "../../server/cluster/cluster.ts";
import type { Member } from "../../server/cluster/member.ts";

export interface FaultParts {
  readonly cluster: Cluster;
  readonly network: { obey(request: NetworkRequest): void };
  readonly random: () => number;
  readonly log: (line: string) => void;
}

/** Something that goes wrong, and is over when it resolves. */
type Fault = (parts: FaultParts, forMs: number) => Promise<void>;

/** All that is tried. Each is real: a process killed or stopped, a connection reset, bytes held back. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  async "server killed"({ cluster, random }, forMs) {
    const member = mortal(cluster, random);
    await member?.kill();
    await pause(forMs);
    await member?.start();
  },
  async "server drained"({ cluster, random }, forMs) {
    const member = mortal(cluster, random);
    await member?.drain();
    await pause(forMs);
    await member?.start();
  },
  async "backplane killed"({ cluster }, forMs) {
    await cluster.bus.acts.kill();
    await pause(forMs);
    await cluster.bus.acts.start();
  },
  async "backplane paused"({ cluster }, forMs) {
    await cluster.bus.acts.pause();
    await pause(forMs);
    await cluster.bus.acts.resume();
  },
  async "network stalled"({ network }, forMs) {
    network.obey({ type: "faults", faults: { stall: true } });
    await pause(forMs);
    network.obey({ type: "faults", faults: { stall: false } });
  },
  async "network slow"({ network }, forMs) {
    network.obey({ type: "faults", faults: { latencyMs: 200, jitterMs: 200 } });
    await pause(forMs);
    network.obey({ type: "faults", faults: { latencyMs: 0, jitterMs: 0 } });
  },
  async "network cut"({ network }) {
    network.obey({ type: "act", act: "cut" });
  },
  // Nothing ever tells the clients: a WebSocket asks after 30 s of silence, a poll has a limit, a stream ends when its
  // token is renewed.
  async "network half-open"({ network }) {
    network.obey({ type: "act", act: "half-open" });
  },
};

/** Not the first, where there are others: it lives through all of it, so that what it keeps by mistake adds up. */
function mortal({ members }: Cluster, random: () => number): Member | undefined {
  const all = members.length > 1 ? members.slice(1) : members;
  return all[Math.floor(random() * all.length)];
}

/** One after the other, drawn from the seed, until it is aborted; resolves with how often each was tried. */
export async function runFaults(parts: FaultParts, signal: AbortSignal): Promise<Record<string, number>> {
  const { random, log, cluster } = parts;
  const tried: Record<string, number> = {};
  const names = Object.keys(FAULTS).filter(
    (name) => cluster.bus.pid !== undefined || !name.startsWith("backplane"), // one that is not ours is left alone
  );
  let bag: string[] = [];
  while (!signal.aborted) {
    if (bag.length === 0) bag = shuffle(names, random);
    const name = String(bag.pop());
    const forMs = Math.round(500 + 3500 * random());
    const gapMs = Math.round(500 + 2500 * random());
    log(`${name}, ${forMs} ms`);
    tried[name] = (tried[name] ?? 0) + 1;
    // Who does not come back in time may still do so: the oracle decides, and not the stopwatch.
    await FAULTS[name]?.(parts, forMs).catch((error: Error) => log(`${name}: ${error.message}`));
    await pause(gapMs, undefined, { signal }).catch(() => {});
  }
  return tried;
}

function shuffle<T>(all: readonly T[], random: () => number): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

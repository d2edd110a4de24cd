import { type Cue, type Faults, NO_FAULTS } from "./network.ts";

/** A network by name: what it does all the time, what happens on it, and why these values. */
export interface Profile {
  readonly name: string;
  readonly faults: Faults;
  readonly script: readonly Cue[];
  /** Where the values come from. */
  readonly why: string;
}

const network = (faults: Partial<Faults>): Faults => ({ ...NO_FAULTS, ...faults });

/** Latency is one way, so half of a round trip; rates are each way and per connection, in bytes a second. */
export const PROFILES: readonly Profile[] = [
  {
    name: "Good Wi-Fi",
    faults: network({ latencyMs: 2, jitterMs: 3, bytesPerSecond: 6_250_000 }),
    script: [],
    why: "50 Mbit/s, and the few ms that it takes to win a free slot of air (IEEE 802.11, CSMA/CA).",
  },
  {
    name: "3G",
    faults: network({ latencyMs: 150, jitterMs: 50, bytesPerSecond: 200_000 }),
    script: [],
    why: "300 ms round trip and 1.6 Mbit/s: WebPageTest's “3G”, which Lighthouse took over as “slow 4G” with half the round trip.",
  },
  {
    name: "Conference Wi-Fi",
    faults: network({ latencyMs: 40, jitterMs: 120, bytesPerSecond: 62_500 }),
    script: [
      { atMs: 8000, faults: { stall: true }, forMs: 2000 },
      { atMs: 20_000, faults: { stall: true }, forMs: 3000 },
    ],
    why: "An uplink of 100 Mbit/s shared by 200 laptops leaves 0.5 Mbit/s each; collisions and roaming between access points hold everything for seconds.",
  },
  {
    name: "Elevator",
    faults: network({ latencyMs: 25, jitterMs: 10 }),
    script: [{ atMs: 5000, faults: { stall: true }, forMs: 8000 }],
    why: "LTE at 50 ms round trip, then eight seconds in a metal box: nothing passes and nothing closes, as no packet says so.",
  },
  {
    name: "Corporate proxy",
    faults: network({ latencyMs: 5, bufferBytes: 4096, idleMs: 60_000, refuseUpgrades: true }),
    script: [],
    why: "nginx as it comes: proxy_buffer_size 4k, proxy_read_timeout 60s, and no Upgrade passed on.",
  },
  {
    name: "Server deploy",
    faults: network({ latencyMs: 2 }),
    script: [{ atMs: 10_000, act: "deploy", forMs: 2000 }],
    why: "SIGTERM, then two seconds until the next process listens: a Node server's usual start, with its migrations elsewhere.",
  },
];

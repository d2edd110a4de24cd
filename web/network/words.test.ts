import { expect, test } from "vitest";
import { NO_FAULTS } from "#protocol/network.ts";
import type { NetworkState } from "./network-client.ts";
import { filterOf, sayAgreed, sayNetwork } from "./words.ts";

const open = (part: Partial<NetworkState>): NetworkState => ({
  phase: "open",
  trouble: undefined,
  ports: undefined,
  faults: NO_FAULTS,
  wanted: NO_FAULTS,
  stalledAt: undefined,
  down: undefined,
  counts: undefined,
  ...part,
});

test.each([
  [open({}), "passes all"],
  [open({ phase: "opening" }), "opening"],
  [
    open({ stalledAt: 7000, faults: { ...NO_FAULTS, stall: true, latencyMs: 20 } }),
    "stalled, 3.0 s; latency 20 ms",
  ],
  [open({ down: { at: 9000, backAt: 11_200 } }), "server down, back in 1.2 s"],
  [open({ down: { at: 9000, backAt: 9500 } }), "server down, 1.0 s"],
  [open({ down: { at: 9000, backAt: undefined } }), "server down, 1.0 s"],
  [
    open({ faults: { ...NO_FAULTS, refuseUpgrades: true, idleMs: 5000 } }),
    "closes after 5 s of silence; no upgrades",
  ],
])("a network is said in words", (state, words) => {
  expect(sayNetwork(state, 10_000).replaceAll("\u00a0", " ")).toBe(words);
});

test.each([
  [{ since: undefined, apart: 0 }, "Network and server count the same bytes, to the byte."],
  [{ since: "the reset", apart: 0 }, "Since the reset network and server count the same bytes, to the byte."],
  [
    { since: "the cut", apart: 71 },
    "Since the cut network and server count the same bytes, but for 71 B that only one of them has counted yet.",
  ],
  [
    { since: "the cut", apart: undefined },
    "Since the cut network and server are compared anew, once the wire is at rest.",
  ],
])("it is said how the bytes agree, and since when", (truth, words) => {
  expect(sayAgreed(truth).replaceAll("\u00a0", " ")).toBe(words);
});

test("a filter names each port", () => {
  expect(filterOf([41001])).toBe("tcp port 41001");
  expect(filterOf([41001, 41002])).toBe("tcp port 41001 or tcp port 41002");
});

import type { Faults } from "#protocol/network.ts";
import type { Scenario } from "#protocol/scenario.ts";
import { needsOwnServer } from "#protocol/script.ts";

/** A link says no script without a network, and none that crashes a server without one of one's own. */
export function settleNetwork(scenario: Scenario): Scenario {
  if (!scenario.network) return { ...scenario, server: "lab", script: [] };
  return needsOwnServer(scenario.script) ? { ...scenario, server: "own" } : scenario;
}

/** The lanes have to go another way than before. */
export function isElsewhere(before: Scenario, after: Scenario): boolean {
  return (after.network === undefined) !== (before.network === undefined) || after.server !== before.server;
}

export function faultsChanged(before: Faults, after: Faults): Partial<Faults> {
  return Object.fromEntries(
    Object.entries(after).filter(([field, value]) => value !== before[field as keyof Faults]),
  );
}

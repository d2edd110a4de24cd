/**
 * How far two counts of the same bytes are apart, beyond the constant by which they may differ since one of them began
 * anew. That constant is read off a wire at rest, where nothing is under way that only one of them has counted.
 */
export interface Balance {
  sample(at: number, network: number, server: number): void;
  /** From here on the two may differ by another constant. */
  rebase(at: number): void;
  /** The constant is known. */
  readonly isSettled: boolean;
  /** Bytes that one of the two has counted and the other has not; undefined until the constant is known. */
  readonly apart: number | undefined;
}

/** Each count is told four times a second and looked at five times: unchanged for so long, both have said all, ms. */
const REST_MS = 500;

export function createBalance(): Balance {
  let base: number | undefined = 0;
  let last: { readonly network: number; readonly server: number } | undefined;
  let changedAt = 0;

  return {
    sample(at, network, server) {
      if (network !== last?.network || server !== last.server) changedAt = at;
      // Counts only grow: what has fallen counts from zero again.
      if (last && (network < last.network || server < last.server)) base = undefined;
      last = { network, server };
      if (base === undefined && at - changedAt >= REST_MS) base = network - server;
    },
    rebase(at) {
      if (!last) return; // nothing has been counted, so nothing can be off
      base = undefined;
      changedAt = at;
    },
    get isSettled() {
      return base !== undefined;
    },
    get apart() {
      return base === undefined || !last ? undefined : Math.abs(last.network - last.server - base);
    },
  };
}

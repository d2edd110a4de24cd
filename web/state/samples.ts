import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Snapshot } from "../measuring/snapshot.ts";

/** The staleness of each message of a lane, ms, in order of arrival, for those who do statistics of their own. */
export interface Samples {
  absorb(snapshot: Pick<Snapshot, "lanes">): void;
  /** Those that the figures count, hidden ones too; the newest 100,000 at most. */
  of(transport: TransportName): readonly number[];
  clear(): void;
}

/** Eight minutes of 200 messages a second. */
const LIMIT = 100_000;

export function createSamples(limit = LIMIT): Samples {
  const lanes = Object.fromEntries(TRANSPORTS.map((name) => [name, [] as number[]])) as Record<
    TransportName,
    number[]
  >;

  return {
    absorb(snapshot) {
      for (const name of TRANSPORTS) {
        const { stalenesses, figures } = snapshot.lanes[name];
        const all = lanes[name];
        for (const ms of stalenesses) all.push(ms);
        // Once the figures are cleared they count fewer: the rest are from before.
        const counted = (figures.staleness?.count ?? 0) + figures.hiddenSamples;
        if (all.length > counted || all.length > 2 * limit) {
          all.splice(0, all.length - Math.min(counted, limit));
        }
      }
    },
    of: (transport) => lanes[transport].slice(-limit),
    clear() {
      for (const all of Object.values(lanes)) all.length = 0;
    },
  };
}

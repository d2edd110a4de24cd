import type { LanePort } from "#protocol/network.ts";
import type { Side } from "#protocol/tape.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { createRandom } from "../channels/arrivals.ts";

/** The luck of a connection's two directions, each with a generator of its own: what one side says moves nothing of the other's. */
export type Luck = Readonly<Record<Side, () => number>>;

const LANES: readonly LanePort[] = [...TRANSPORTS, "control"];
/** Golden ratio of 32 bits: seeds that lie side by side come to lie far apart. */
const APART = 0x9e3779b1;

/**
 * All that is random in a network, from one seed: by lane, by the how-manieth connection of that lane, and by direction.
 * So a lane has the same delays again, in whatever order the other lanes' connections come.
 */
export function createJitter(seed: number): { next(lane: LanePort): Luck } {
  const connections = new Map<LanePort, number>();

  return {
    next(lane) {
      const nth = connections.get(lane) ?? 0;
      connections.set(lane, nth + 1);
      const place = 2 * (nth * LANES.length + LANES.indexOf(lane));
      const randomAt = (one: number) => createRandom(seed + Math.imul(one, APART));
      return { client: randomAt(place), server: randomAt(place + 1) };
    },
  };
}

import type { LanePort } from "#protocol/network.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Origins } from "../measuring/snapshot.ts";

const LANE_PORTS: readonly LanePort[] = [...TRANSPORTS, "control"];

/** All lanes to the server itself. */
export function straightTo(origin: string): Origins {
  return originsOf(() => origin);
}

/** Each lane to its port of a network, which is on the page's own host. */
export function throughPorts(pageOrigin: string, ports: Readonly<Record<LanePort, number>>): Origins {
  const { hostname } = new URL(pageOrigin);
  return originsOf((lane) => `http://${hostname}:${ports[lane]}`);
}

function originsOf(say: (lane: LanePort) => string): Origins {
  return Object.fromEntries(LANE_PORTS.map((lane) => [lane, say(lane)])) as unknown as Origins;
}

import { type Faults, type NetworkEvent, NO_FAULTS } from "#protocol/network.ts";
import { showBytes, text } from "../words/format.ts";
import { sayDuration } from "../words/words.ts";
import { sayFault } from "./incidents.ts";
import type { NetworkState } from "./network-client.ts";
import type { Truth } from "./truth.ts";

/** How the network stands, as a person would say it; `now` by the server's clock, ms. */
export function sayNetwork(state: NetworkState, now: number): string {
  if (state.phase === "closed") return "";
  if (state.phase === "opening") return "opening";
  if (state.phase === "gone") return "gone";
  const { down, stalledAt, faults } = state;
  const said = [
    ...(down ? [sayDown(down, now)] : []),
    ...(stalledAt === undefined ? [] : [`stalled, ${sayDuration(now - stalledAt)}`]),
    ...(Object.keys(faults) as (keyof Faults)[])
      .filter((field) => field !== "stall" && faults[field] !== NO_FAULTS[field])
      .map((field) => sayFault(field, faults)),
  ];
  return said.length > 0 ? said.join("; ") : "passes all";
}

function sayDown(
  { at, backAt }: { readonly at: number; readonly backAt: number | undefined },
  now: number,
): string {
  if (backAt === undefined || backAt <= now) return `server down, ${sayDuration(now - at)}`;
  return `server down, back in ${sayDuration(backAt - now)}`;
}

/** So much later a message may be before someone has to be told that it is missing, ms. */
const BEARABLE_MS = 500;

/** These faults may keep what the server has sent for longer than anyone would call under way. */
export function holdsBack({ stall, bytesPerSecond, bufferBytes, latencyMs, jitterMs }: Faults): boolean {
  return stall || bytesPerSecond > 0 || bufferBytes > 0 || latencyMs + jitterMs > BEARABLE_MS;
}

/** How the bytes of network and server compare: see `Truth`. */
export function sayAgreed({ since, apart }: Pick<Truth, "since" | "apart">): string {
  if (apart === undefined)
    return `Since ${since ?? "the start"} network and server are compared anew, once the wire is at rest.`;
  const same = `${since === undefined ? "Network" : `Since ${since} network`} and server count the same bytes`;
  if (apart === 0) return `${same}, to the byte.`;
  return `${same}, but for ${text(showBytes(apart))} that only one of them has counted yet.`;
}

/** What was done, as a moment to count from. */
export function sayMoment(event: NetworkEvent): string | undefined {
  if (event.type === "faults") return "the network was changed";
  if (event.type !== "act") return undefined;
  if (event.act === "half-open") return "connections were left half open";
  if (event.act === "vanish") return "the browser's ends vanished";
  return `the ${event.act}`;
}

/** A filter that shows the lanes of this network in Wireshark, and nothing else. */
export function filterOf(ports: readonly number[]): string {
  return ports.map((port) => `tcp port ${port}`).join(" or ");
}

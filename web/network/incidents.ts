import { type Faults, type NetworkEvent, NO_FAULTS } from "#protocol/network.ts";
import { showBytes, text } from "../words/format.ts";
import type { Incident } from "./tape.ts";

/** What was done to the network, in order. Grows by the events of its socket. */
export interface Incidents {
  readonly list: readonly Incident[];
  /** Returns true where something is new. */
  hear(event: NetworkEvent): boolean;
  /** The network is gone, and all that lasted with it. */
  close(at: number): void;
}

/** Bounded: what a script and a patient hand bring about in an hour. */
const REMEMBERED = 1000;

export function createIncidents(): Incidents {
  const list: Incident[] = [];
  const lasting = new Map<keyof Faults | "server", Incident>();
  let faults = NO_FAULTS;

  function begin(at: number, until: number | undefined, words: string): Incident {
    const incident = { at, until, words };
    list.push(incident);
    if (list.length > REMEMBERED) list.shift();
    return incident;
  }

  /** Replaces it by one that is over: who holds the list holds values that do not change. */
  function end(key: keyof Faults | "server", at: number): void {
    const incident = lasting.get(key);
    lasting.delete(key);
    const index = incident ? list.indexOf(incident) : -1;
    if (incident && index >= 0) list[index] = { ...incident, until: at };
  }

  function become(at: number, next: Faults): boolean {
    const changed = (Object.keys(next) as (keyof Faults)[]).filter((field) => next[field] !== faults[field]);
    faults = next;
    for (const field of changed) {
      end(field, at);
      if (next[field] !== NO_FAULTS[field]) lasting.set(field, begin(at, undefined, sayFault(field, next)));
    }
    return changed.length > 0;
  }

  return {
    list,
    hear(event) {
      if (event.type === "faults") return become(event.at, event.faults);
      if (event.type === "act") begin(event.at, event.at, event.act);
      else if (event.type === "server" && event.state === "down")
        lasting.set("server", begin(event.at, undefined, "server down"));
      else if (event.type === "server") end("server", event.at);
      else return false;
      return true;
    },
    close(at) {
      for (const key of [...lasting.keys()]) end(key, at);
      faults = NO_FAULTS;
    },
  };
}

/** A fault in a few words: `latency 100 ms`, `stall`. */
export function sayFault(field: keyof Faults, faults: Faults): string {
  switch (field) {
    case "latencyMs":
      return `latency ${faults.latencyMs} ms`;
    case "jitterMs":
      return `jitter ${faults.jitterMs} ms`;
    case "bytesPerSecond":
      return `${sayBytes(faults.bytesPerSecond)}/s`;
    case "bufferBytes":
      return `buffer ${sayBytes(faults.bufferBytes)}`;
    case "idleMs":
      return `closes after ${faults.idleMs / 1000} s of silence`;
    case "refuseUpgrades":
      return "no upgrades";
    default:
      return field;
  }
}

/** With a plain space: the words go into traces and tables. */
function sayBytes(bytes: number): string {
  return text(showBytes(bytes)).replace("\u00a0", " ");
}

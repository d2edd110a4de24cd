import type { Snapshot } from "../measuring/snapshot.ts";
import type { Tape } from "../network/tape.ts";
import type { Lab } from "./lab.ts";

/** The tape that the page shows: of a trace that is open, or else of the network. */
export function tapeOf({ state, network }: Lab): Tape {
  return state.trace ?? network.tape;
}

/** Now, by the clock of the tape that is shown, ms since 1970; a trace stands still where it ends. */
export function nowOnTape({ state, network, engine }: Lab): number {
  return state.trace?.endsAt ?? (engine.now() ?? 0) + network.tape.offsetMs;
}

/** The figures that the page shows: of a trace that is open, or else the newest of its own. */
export function figuresOf({ state, engine }: Pick<Lab, "state" | "engine">): Snapshot | undefined {
  return state.trace ? state.trace.snapshot : engine.snapshot;
}

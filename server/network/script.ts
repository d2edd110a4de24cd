import type { Act, Cue, Faults } from "#protocol/network.ts";
import type { FaultBoard } from "./faults.ts";

export interface ScriptParts {
  readonly cues: readonly Cue[];
  readonly after: (ms: number, then: () => void) => () => void;
  readonly board: FaultBoard;
  readonly act: (act: Act, forMs: number | undefined) => void;
}

/** Runs cues from now on. What it returns stops them, and takes back what holds for a while. */
export function runScript({ cues, after, board, act }: ScriptParts): () => void {
  const stops = new Set<() => void>();

  function later(ms: number, then: () => void): void {
    const stop = after(ms, () => {
      stops.delete(stop);
      then();
    });
    stops.add(stop);
  }

  function play(cue: Cue): void {
    if ("act" in cue) act(cue.act, cue.forMs);
    else if (cue.forMs === undefined) board.change(cue.faults);
    else cover(cue.faults, cue.forMs);
  }

  function cover(faults: Partial<Faults>, forMs: number): void {
    const uncover = board.cover(faults);
    stops.add(uncover);
    later(forMs, () => {
      stops.delete(uncover);
      uncover();
    });
  }

  for (const cue of cues) later(cue.atMs, () => play(cue));
  return () => {
    for (const stop of [...stops]) stop();
  };
}

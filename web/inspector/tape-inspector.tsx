import type { ReactNode } from "react";
import type { Tape } from "../network/tape.ts";
import { entryOf } from "../timeline/wire-index.ts";
import { Inspector } from "./inspector.tsx";
import { neighboursOf } from "./neighbours.ts";

export interface TapeInspectorProps {
  readonly tape: Tape;
  /** The id of an entry. */
  readonly picked: number | undefined;
  readonly pick: (id: number) => void;
  /** Where a copied command goes: `http://localhost:4000`. */
  readonly origin: string;
}

/** The inspector of what is picked on a tape. Whoever renders it follows the tape's changes. */
export function TapeInspector({ tape, picked, pick, origin }: TapeInspectorProps): ReactNode {
  const entry = entryOf(tape, picked);
  return (
    <Inspector
      entry={entry}
      pair={entryOf(tape, entry?.pair)}
      neighbours={entry ? neighboursOf(tape.entries, entry) : { previous: undefined, next: undefined }}
      dissect={tape.dissect}
      onPick={pick}
      origin={origin}
    />
  );
}

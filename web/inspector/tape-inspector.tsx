import { type ReactNode, useCallback } from "react";
import type { Tape } from "../network/tape.ts";
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
  const dissect = useCallback((id: number) => tape.dissect(id), [tape]);
  const find = (id: number | undefined) => tape.entries.find((entry) => entry.id === id);
  const entry = find(picked);
  return (
    <Inspector
      entry={entry}
      pair={find(entry?.pair)}
      neighbours={entry ? neighboursOf(tape.entries, entry) : { previous: undefined, next: undefined }}
      dissect={dissect}
      onPick={pick}
      origin={origin}
    />
  );
}

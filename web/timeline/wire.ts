import { useState } from "react";
import type { Tape } from "../network/tape.ts";
import { useLab, useTape } from "../state/lab-context.ts";
import { nowOnTape } from "../state/shown-tape.ts";
import { LIVE, type WireView } from "./wire-view.ts";

/** What is looked at of the wire, for all that show it: time axis, toolbar, table and inspector. */
export interface Wire {
  readonly tape: Tape;
  /** Now, by the tape's clock; stands still with the run. */
  readonly now: () => number;
  readonly view: WireView;
  readonly setView: (view: WireView) => void;
  readonly picked: number | undefined;
  readonly pick: (id: number | undefined) => void;
}

export function useWire(): Wire {
  const lab = useLab();
  const tape = useTape();
  const [view, setView] = useState<WireView>(LIVE);
  const [picked, pick] = useState<number>();
  const [shown, show] = useState(tape);
  if (shown !== tape) {
    // Places and ids of one tape mean nothing on another.
    show(tape);
    setView(LIVE);
    pick(undefined);
  }
  const now = () => nowOnTape(lab);
  return { tape, now, view, setView, picked, pick };
}

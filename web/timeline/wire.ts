import { useState } from "react";
import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Published, Tape } from "../network/tape.ts";
import { useLab, useTape } from "../state/lab-context.ts";
import { nowOnTape } from "../state/shown-tape.ts";
import { type HeldTape, holdTape } from "./held-tape.ts";
import { type Landmark, landmarkFrom, sayEntry } from "./wire-entries.ts";
import { entryOf } from "./wire-index.ts";
import { endOf, LIVE, liveAfter, lookAt, type WireView, zoom } from "./wire-view.ts";

/** What is looked at of the wire, for all that show it: time axis, toolbar, table and inspector. */
export interface Wire {
  readonly tape: Tape;
  /** Now, by the tape's clock; stands still with the run. */
  readonly now: () => number;
  readonly view: WireView;
  readonly setView: (view: WireView) => void;
  readonly picked: number | undefined;
  readonly pick: (id: number | undefined) => void;
  /** The update that stays lit when nobody points at another. */
  readonly kept: Published | undefined;
  readonly keep: (update: Published | undefined) => void;
  /** Nearer (-1) or further away (1): around a moment, what is picked, or the middle of the view. */
  readonly zoom: (step: -1 | 1, around?: number) => void;
  /** To the next heartbeat, loss or reconnect, or the one before: from what is picked, or the middle of the view. */
  readonly jump: (landmark: Landmark, step: -1 | 1) => void;
  /** What was found, in words. */
  readonly found: string;
}

export function useWire(rungs: readonly TransportName[]): Wire {
  const lab = useLab();
  return useWireOf(useTape(), rungs, () => nowOnTape(lab));
}

/** The same for any tape, with a clock of its own. */
export function useWireOf(live: Tape, rungs: readonly TransportName[], now: () => number): Wire {
  const [chosen, show] = useState<WireView>(LIVE);
  const [picked, pick] = useState<number>();
  const [kept, keep] = useState<Published>();
  const [found, say] = useState("");
  const [held, hold] = useState<HeldTape>();
  const [source, look] = useState({ tape: live, life: live.life });
  if (source.tape !== live || source.life !== live.life) {
    // Places and ids of one tape mean nothing on another, nor those of one run in the next.
    look({ tape: live, life: live.life });
    show(LIVE);
    hold(undefined);
    pick(undefined);
    keep(undefined);
    say("");
  }
  const tape = held?.now() ?? live;
  // Until somebody chooses, the view grows with the run.
  const view = chosen === LIVE ? liveAfter(now() - (tape.entries[0]?.sentAt ?? now())) : chosen;
  const isLive = view.until === "now";

  function setView(next: WireView): void {
    hold(next.until === "now" ? undefined : (held ?? holdTape(live)));
    show(next);
  }

  /** The picked one, where its beginning is in view. */
  function pickedInView(): Entry | undefined {
    const entry = entryOf(tape, picked);
    const until = endOf(view, now());
    return entry && entry.sentAt >= until - view.spanMs && entry.sentAt <= until ? entry : undefined;
  }

  function zoomTo(step: -1 | 1, around = pickedInView()?.sentAt): void {
    const wholeMs = now() - (tape.entries[0]?.sentAt ?? now());
    setView(zoom(view, now(), step, { wholeMs, around }));
  }

  function jump(landmark: Landmark, step: -1 | 1): void {
    const until = endOf(view, now());
    const start = pickedInView() ?? { sentAt: isLive ? until : until - view.spanMs / 2 };
    const entry = landmarkFrom(tape, rungs, landmark, start, step);
    if (!entry) {
      say(`no ${landmark} ${step === 1 ? "after" : "before"} this`);
      return;
    }
    setView(lookAt(view, now(), entry.sentAt));
    pick(entry.id);
    say(`${landmark}: ${entry.lane === "control" ? "" : LABELS[entry.lane]}, ${sayEntry(entry)}`);
  }

  return { tape, now, view, setView, picked, pick, kept, keep, zoom: zoomTo, jump, found };
}

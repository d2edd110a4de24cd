import { type ReactNode, useState } from "react";
import type { Tape } from "../network/tape.ts";
import { showMs, text } from "../words/format.ts";
import { LANDMARKS, type Landmark, landmarkFrom, sayEntry } from "./wire-entries.ts";
import { endOf, lookAt, pause, resume, scroll, type WireView, zoom } from "./wire-view.ts";

export interface WireToolbarProps {
  readonly tape: Tape;
  readonly now: () => number;
  readonly view: WireView;
  readonly setView: (view: WireView) => void;
  readonly pick: (id: number) => void;
  /** Updates a second now, and what sets a tenth of it; undefined where the schedule is not ours to set. */
  readonly slowDown: (() => void) | undefined;
  readonly isSlow: boolean;
}

/** Freeze what is seen, look back, nearer or further, and jump to what matters. The capture never stops. */
export function WireToolbar(props: WireToolbarProps): ReactNode {
  const { tape, now, view, setView, pick, slowDown, isSlow } = props;
  const [landmark, choose] = useState<Landmark>("reconnect");
  const [found, say] = useState("");
  const isLive = view.until === "now";
  const newer = isLive ? 0 : tape.entries.filter(({ sentAt }) => sentAt > endOf(view, now())).length;

  function jump(step: -1 | 1): void {
    const middle = endOf(view, now()) - view.spanMs / 2;
    const entry = landmarkFrom(tape, landmark, isLive ? now() : middle, step);
    if (!entry) {
      say(`no ${landmark} ${step === 1 ? "after" : "before"} this`);
      return;
    }
    setView(lookAt(view, now(), entry.sentAt));
    pick(entry.id);
    say(sayEntry(entry));
  }

  return (
    <div className="wire-toolbar" role="toolbar" aria-label="Time axis">
      <button
        type="button"
        data-testid="freeze"
        onClick={() => setView(isLive ? pause(view, now()) : resume(view))}
      >
        {isLive ? "Freeze view" : "Back to live"}
      </button>
      <button
        type="button"
        aria-label="Earlier"
        onClick={() => setView(scroll(view, now(), -view.spanMs / 2))}
      >
        ←
      </button>
      <button
        type="button"
        aria-label="Later"
        disabled={isLive}
        onClick={() => setView(scroll(view, now(), view.spanMs / 2))}
      >
        →
      </button>
      <button type="button" aria-label="Nearer" onClick={() => setView(zoom(view, -1))}>
        +
      </button>
      <button type="button" aria-label="Further away" onClick={() => setView(zoom(view, 1))}>
        −
      </button>
      <span className="figure quiet">{text(showMs(view.spanMs))}</span>
      <label className="jump">
        <span className="quiet">Jump to</span>
        <select value={landmark} onChange={({ target }) => choose(target.value as Landmark)}>
          {LANDMARKS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <button type="button" aria-label={`Previous ${landmark}`} onClick={() => jump(-1)}>
        ‹
      </button>
      <button type="button" aria-label={`Next ${landmark}`} disabled={isLive} onClick={() => jump(1)}>
        ›
      </button>
      {slowDown && (
        <button type="button" onClick={slowDown}>
          {isSlow ? "Slow: a tenth of the updates" : "Slow motion"}
        </button>
      )}
      <span className="quiet" role="status">
        {newer > 0 ? `frozen, ${newer} newer` : found}
      </span>
      {tape.lost > 0 && <span className="quiet">{tape.lost} older ones are gone</span>}
    </div>
  );
}

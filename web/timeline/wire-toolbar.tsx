import { type ReactNode, useState } from "react";
import { showMs, text } from "../words/format.ts";
import { firstFrom } from "./spans.ts";
import type { Wire } from "./wire.ts";
import { LANDMARKS, type Landmark } from "./wire-entries.ts";
import { endAt, endOf, pause, resume, scroll } from "./wire-view.ts";

export interface WireToolbarProps
  extends Pick<Wire, "tape" | "now" | "view" | "setView" | "zoom" | "jump" | "found"> {
  /** Sets a tenth of the updates a second, or all again; undefined where the schedule is not ours to set. */
  readonly slowDown: (() => void) | undefined;
  readonly isSlow: boolean;
}

/** What the scrollbar moves by, ms: within one of its end it is live, however long ago that end was drawn. */
const STEP_MS = 100;

/** Freeze what is seen, look back, nearer or further, and jump to what matters. The capture never stops. */
export function WireToolbar(props: WireToolbarProps): ReactNode {
  const { tape, now, view, setView, zoom, jump, found, slowDown, isSlow } = props;
  const [landmark, choose] = useState<Landmark>("reconnect");
  const isLive = view.until === "now";
  const until = endOf(view, now());
  const beginsAt = tape.entries[0]?.sentAt ?? until;
  const newer = isLive ? 0 : tape.entries.length - firstFrom(tape.entries, until, ({ sentAt }) => sentAt);

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
      <input
        type="range"
        aria-label="How far back"
        aria-valuetext={isLive ? "now" : `${text(showMs(now() - until))} before now`}
        min={beginsAt}
        max={now()}
        step={STEP_MS}
        value={until}
        disabled={tape.entries.length === 0}
        onChange={({ target }) => setView(endAt(view, Number(target.max) - STEP_MS, Number(target.value)))}
      />
      <button type="button" aria-label="Nearer" onClick={() => zoom(-1)}>
        +
      </button>
      <button type="button" aria-label="Further away" onClick={() => zoom(1)}>
        −
      </button>
      <span className="figure quiet wire-span">{text(showMs(view.spanMs))}</span>
      <label className="jump">
        <span className="quiet">Jump to</span>
        <select value={landmark} onChange={({ target }) => choose(target.value as Landmark)}>
          {LANDMARKS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <button type="button" aria-label={`Previous ${landmark}`} onClick={() => jump(landmark, -1)}>
        ‹
      </button>
      <button
        type="button"
        aria-label={`Next ${landmark}`}
        disabled={isLive}
        onClick={() => jump(landmark, 1)}
      >
        ›
      </button>
      {slowDown && (
        <button type="button" onClick={slowDown}>
          {isSlow ? "Slow: a tenth of the updates" : "Slow motion"}
        </button>
      )}
      <span className="quiet" role="status">
        {isLive ? "" : `frozen, ${newer} newer. `}
        {found}
      </span>
      {tape.lost > 0 && <span className="quiet">{tape.lost} older ones are gone</span>}
      {tape.unrecorded > 0 && (
        <span className="quiet">{tape.unrecorded} pieces came too fast and are not recorded</span>
      )}
    </div>
  );
}

import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import type { TransportName } from "#protocol/transports.ts";
import type { Published, Tape } from "../network/tape.ts";
import { currentPalette, rem } from "../theme/palette.ts";
import { arrowAt } from "./arrow-at.ts";
import type { Size } from "./canvas.ts";
import { drawWire, type WireScene } from "./draw-wire.ts";
import { useDrawing } from "./drawing.ts";
import { newestOnAll, sayUpdate, sightingOf, updateNear } from "./wire-entries.ts";
import { endOf, scroll, type WireView } from "./wire-view.ts";
import "./timeline.css";

export interface WireTimelineProps {
  readonly tape: Tape;
  readonly rungs: readonly TransportName[];
  readonly isLabelled: boolean;
  /** Now, by the tape's clock. */
  readonly now: () => number;
  readonly view: WireView;
  readonly setView: (view: WireView) => void;
  readonly picked: number | undefined;
  readonly pick: (id: number | undefined) => void;
}

/** What passed on the wire: point at an update and it lights up on all lanes; click an arrow for its bytes. */
export function WireTimeline(props: WireTimelineProps): ReactNode {
  const { tape, rungs, isLabelled, now, view, setView, picked, pick } = props;
  const drag = useRef<{ readonly x: number; readonly view: WireView } | undefined>(undefined);
  const [pointed, light] = useState<Published>();
  const newest = useMemo(() => newestOnAll(tape, rungs), [tape, tape.version, rungs]);
  const lit = pointed ?? newest;

  function sceneNow(size: Size): WireScene {
    return {
      ...size,
      tape,
      rungs,
      until: endOf(view, now()),
      spanMs: view.spanMs,
      rem: rem(),
      palette: currentPalette(),
      lit,
      picked,
      isLabelled,
    };
  }
  const canvas = useDrawing((context, size) => drawWire(context, sceneNow(size)), [pointed, picked, view]);

  const placeOf = (clientX: number, clientY: number) => {
    const box = canvas.current?.getBoundingClientRect() ?? new DOMRect();
    return { x: clientX - box.left, y: clientY - box.top, size: { width: box.width, height: box.height } };
  };

  function move(clientX: number, buttons: number): void {
    const { x, size } = placeOf(clientX, 0);
    const until = endOf(view, now());
    if (buttons === 1 && drag.current) {
      const byMs = ((drag.current.x - clientX) / size.width) * view.spanMs;
      if (Math.abs(drag.current.x - clientX) > 4) setView(scroll(drag.current.view, now(), byMs));
    } else light(updateNear(tape, until - view.spanMs * (1 - x / size.width)));
  }

  function keys(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      light(tape.updates[lit ? tape.updates.indexOf(lit) + step : tape.updates.length - 1] ?? lit);
    } else if (event.key === "Enter") {
      const first = lit && rungs.map((lane) => sightingOf(tape, lane, lit)).find(Boolean);
      pick(first?.id);
    } else return;
    event.preventDefault();
  }

  return (
    <figure
      className="timeline wire-timeline"
      data-testid="wire-timeline"
      data-entries={tape.entries.length}
      aria-label="What passed on the wire"
      onPointerDown={({ clientX, pointerId, currentTarget }) => {
        drag.current = { x: clientX, view: { ...view, until: endOf(view, now()) } };
        currentTarget.setPointerCapture(pointerId);
      }}
      onPointerMove={({ clientX, buttons }) => move(clientX, buttons)}
      onPointerUp={({ clientX, clientY }) => {
        const isClick = drag.current !== undefined && Math.abs(drag.current.x - clientX) <= 4;
        drag.current = undefined;
        const { x, y, size } = placeOf(clientX, clientY);
        if (isClick) pick(arrowAt(sceneNow(size), x, y)?.id);
      }}
      onPointerLeave={() => light(undefined)}
    >
      <canvas ref={canvas} title={picked === undefined ? "Click an arrow for its bytes" : undefined} />
      <div
        className="timeline-stepper"
        role="slider"
        tabIndex={0}
        aria-label="Update on the time axis"
        aria-valuenow={lit?.seq ?? 0}
        aria-valuetext={lit ? sayUpdate(tape, rungs, lit) : "no update yet"}
        onKeyDown={keys}
        onBlur={() => light(undefined)}
      />
    </figure>
  );
}

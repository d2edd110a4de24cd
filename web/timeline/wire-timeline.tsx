import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { Published } from "../network/tape.ts";
import { currentPalette, rem } from "../theme/palette.ts";
import { arrowAt } from "./arrow-at.ts";
import type { Size } from "./canvas.ts";
import { drawWire, layOut, type WireScene } from "./draw-wire.ts";
import { useDrawing } from "./drawing.ts";
import type { Wire } from "./wire.ts";
import { newestOnAll, sayUpdate, sightingOf, updateNear } from "./wire-entries.ts";
import { KEYS_IN_WORDS, wishOf } from "./wire-keys.ts";
import { endAt, endOf, pause, resume, scroll, type WireView } from "./wire-view.ts";
import "./timeline.css";

export interface WireTimelineProps extends Omit<Wire, "found"> {
  readonly rungs: readonly TransportName[];
  readonly isLabelled: boolean;
}

/** Moved less than this, a pointer has clicked, px. */
const CLICK_PX = 4;

/** What passed on the wire: point at an update and it lights up on all lanes; click an arrow for its bytes. */
export function WireTimeline(props: WireTimelineProps): ReactNode {
  const { tape, rungs, isLabelled, now, view, setView, picked, pick, kept, keep, zoom, jump } = props;
  /** Until when the picture goes that is there to be pointed at: live, the next one goes a little further. */
  const drawn = useRef(0);
  const drag = useRef<{ readonly x: number; readonly view: WireView } | undefined>(undefined);
  const [pointed, light] = useState<Published>();
  const [lane, chooseLane] = useState<TransportName>();
  const newest = useMemo(() => newestOnAll(tape, rungs), [tape, tape.version, rungs]);
  const lit = pointed ?? kept ?? (view.until === "now" ? newest : undefined);

  function sceneAt(until: number, size: Size): WireScene {
    return {
      ...size,
      tape,
      rungs,
      until,
      spanMs: view.spanMs,
      rem: rem(),
      palette: currentPalette(),
      lit,
      picked,
      isLabelled,
    };
  }

  const canvas = useDrawing(
    (context, size) => {
      const scene = sceneAt(endOf(view, now()), size);
      drawn.current = scene.until;
      drawWire(context, scene);
    },
    [pointed, kept, picked, view.spanMs, view.until, rungs.join(), isLabelled, currentPalette()],
    view.until === "now",
  );

  const sceneSeen = () => sceneAt(drawn.current, sizeOf(canvas.current));

  /** A wheel with Ctrl, which is also two fingers on a touchpad, zooms where it points; sideways, it scrolls. */
  function wheel(event: WheelEvent): void {
    const { axis } = layOut(sceneSeen());
    const { x } = placeOf(event);
    if (event.ctrlKey) zoom(event.deltaY < 0 ? -1 : 1, axis.at(x));
    else if (event.deltaX !== 0) setView(scroll(view, now(), (event.deltaX / axis.width) * view.spanMs));
    else return;
    event.preventDefault();
  }

  const latestWheel = useRef(wheel);
  latestWheel.current = wheel;
  useEffect(() => {
    const element = canvas.current;
    // React listens to wheels passively, and then the page would zoom as well.
    const turn = (event: WheelEvent) => latestWheel.current(event);
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [canvas]);

  function placeOf({ clientX, clientY }: { clientX: number; clientY: number }): { x: number; y: number } {
    const box = canvas.current?.getBoundingClientRect();
    return { x: clientX - (box?.left ?? 0), y: clientY - (box?.top ?? 0) };
  }

  function move(clientX: number, buttons: number): void {
    const { axis } = layOut(sceneSeen());
    if (buttons === 1 && drag.current) {
      const byPx = drag.current.x - clientX;
      if (Math.abs(byPx) <= CLICK_PX) return;
      setView(scroll(drag.current.view, now(), (byPx / axis.width) * view.spanMs));
    } else light(updateNear(tape, axis.at(placeOf({ clientX, clientY: 0 }).x)));
  }

  /** On the ruler a click keeps the update lit, or lets it go; below, it picks an arrow. */
  function click(x: number, y: number): void {
    const { axis, ruler } = layOut(sceneSeen());
    if (y >= ruler) pick(arrowAt(sceneSeen(), x, y)?.id);
    else {
      const update = updateNear(tape, axis.at(x));
      keep(update?.at === kept?.at ? undefined : update);
    }
  }

  function stepUpdate(step: -1 | 1): void {
    const place = lit ? tape.updates.findLastIndex(({ at }) => at === lit.at) + step : -1;
    const update = tape.updates.at(Math.max(place, lit ? 0 : -1)) ?? lit;
    keep(update);
    light(undefined);
    const until = endOf(view, now());
    if (!update) return;
    if (update.at < until - view.spanMs) setView(endAt(view, now(), update.at + view.spanMs / 2));
    else if (update.at > until) setView(endAt(view, now(), update.at + view.spanMs / 2));
  }

  function keys(event: KeyboardEvent): void {
    const wish = wishOf(event);
    if (!wish) return;
    event.preventDefault();
    if (wish.kind === "update") stepUpdate(wish.step);
    else if (wish.kind === "lane") {
      const place = lane === undefined ? (wish.step === 1 ? 0 : -1) : rungs.indexOf(lane) + wish.step;
      chooseLane(rungs.at(place % rungs.length));
    } else if (wish.kind === "pick") {
      const lanes = lane === undefined ? rungs : [lane];
      pick(lit && lanes.map((one) => sightingOf(tape, one, lit)).find(Boolean)?.id);
    } else if (wish.kind === "zoom") zoom(wish.step);
    else if (wish.kind === "scroll") setView(scroll(view, now(), (wish.step * view.spanMs) / 2));
    else if (wish.kind === "jump") jump(wish.landmark, wish.step);
    else if (wish.kind === "freeze") setView(view.until === "now" ? pause(view, now()) : resume(view));
    else if (wish.kind === "live") setView(resume(view));
    else if (wish.kind === "oldest")
      setView(endAt(view, now(), (tape.entries[0]?.sentAt ?? now()) + view.spanMs));
    else {
      keep(undefined);
      pick(undefined);
    }
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
      onPointerUp={(event) => {
        const isClick = drag.current !== undefined && Math.abs(drag.current.x - event.clientX) <= CLICK_PX;
        drag.current = undefined;
        const { x, y } = placeOf(event);
        if (isClick) click(x, y);
      }}
      onPointerLeave={() => light(undefined)}
    >
      <canvas ref={canvas} title={picked === undefined ? "Click an arrow for its bytes" : undefined} />
      <div
        className="timeline-stepper"
        role="slider"
        tabIndex={0}
        aria-label="Update on the time axis"
        aria-description={KEYS_IN_WORDS}
        aria-valuenow={lit?.seq ?? 0}
        aria-valuetext={`${lane === undefined ? "" : `${LABELS[lane]}. `}${lit ? sayUpdate(tape, rungs, lit) : "no update"}`}
        onKeyDown={keys}
      />
    </figure>
  );
}

function sizeOf(element: HTMLCanvasElement | null): Size {
  return { width: element?.clientWidth ?? 0, height: element?.clientHeight ?? 0 };
}

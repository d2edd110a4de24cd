import { useEffect, useRef } from "react";
import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { Dashboard } from "../state/dashboard.ts";
import { currentPalette } from "../theme/theme.ts";
import { createAxis, windowFor } from "./axis.ts";
import { draw, type Row } from "./draw.ts";

/** What is drawn lies so far back, ms: snapshots come every 200 ms, and time should flow between them. */
const DELAY_MS = 300;
/** From one picture to the next, ms. Thirty a second flow; sixty would cost twice as much. */
const FRAME_MS = 30;

interface TimelineProps {
  readonly dashboard: Dashboard;
  /** The rung that a phone shows. */
  readonly shown: TransportName;
}

/** The one time axis behind all rows. What it shows is in the table too, for who cannot see it. */
export function Timeline({ dashboard, shown }: TimelineProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another rung on a phone is another geometry
  useEffect(() => (canvas.current ? animate(canvas.current, dashboard) : undefined), [dashboard, shown]);
  return (
    <canvas
      ref={canvas}
      className="timeline"
      role="img"
      aria-label={`Time axis: publication and arrival of each update, by ${Object.values(LABELS).join(", ")}`}
    />
  );
}

/** Draws until the returned function is called: as time flows, or, where motion is not wanted, with each snapshot. */
function animate(canvas: HTMLCanvasElement, dashboard: Dashboard): () => void {
  const context = canvas.getContext("2d");
  const ladder = canvas.parentElement;
  if (!context || !ladder) return () => {};
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let geometry = measure(canvas, ladder, context);
  let frame = 0;
  let drawnAt = 0;

  function paint(): void {
    if (!context) return;
    const { snapshot, scenario } = dashboard.read();
    const now = performance.timeOrigin + performance.now() - DELAY_MS;
    const axis = createAxis(snapshot ? now : 0, windowFor(scenario), geometry.width);
    draw({ context, ...geometry, axis, history: dashboard.history, palette: currentPalette() });
  }

  function flow(at: number): void {
    frame = requestAnimationFrame(flow);
    if (still.matches || at - drawnAt < FRAME_MS) return;
    drawnAt = at;
    paint();
  }

  const sizes = new ResizeObserver(() => {
    geometry = measure(canvas, ladder, context);
    paint();
  });
  sizes.observe(ladder);
  const stopListening = dashboard.subscribe(() => still.matches && paint());
  frame = requestAnimationFrame(flow);
  return () => {
    cancelAnimationFrame(frame);
    sizes.disconnect();
    stopListening();
  };
}

/** Fits the canvas's pixels to the screen's, and finds the rows behind which it lies. */
function measure(canvas: HTMLCanvasElement, ladder: Element, context: CanvasRenderingContext2D) {
  const box = canvas.getBoundingClientRect();
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(box.width * scale);
  canvas.height = Math.round(box.height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  const isBehind = getComputedStyle(canvas).position === "absolute";
  const rows = [...ladder.querySelectorAll<HTMLElement>("[data-lane]")]
    .filter((lane) => lane.offsetHeight > 0)
    .map((lane): Row => {
      const transport = lane.dataset.lane as TransportName;
      const { top, height } = lane.getBoundingClientRect();
      return isBehind
        ? { transport, top: top - box.top, height }
        : { transport, top: RULER_PX, height: box.height - RULER_PX };
    });
  return { width: box.width, height: box.height, rows, ruler: rows[0]?.top ?? 0 };
}

/** Where the axis stands by itself, on a phone. */
const RULER_PX = 36;

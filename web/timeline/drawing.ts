import { type RefObject, useEffect, useRef } from "react";
import { fitCanvas, type Size } from "./canvas.ts";

/** Motion carries meaning, but not for everyone: by steps of this length where less of it is wanted, ms. */
const STEP_MS = 1000;
/** Thirty frames a second are smooth for something that moves 35 px in one. */
const FRAME_MS = 32;

/**
 * Draws a canvas again and again, by whatever `draw` is at that moment; with the next frame where one of `chosen` has
 * changed, as whoever points at something waits for no step.
 */
export function useDrawing(
  draw: (context: CanvasRenderingContext2D, size: Size) => void,
  chosen: readonly unknown[],
): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  latest.current = draw;
  const drawnAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    drawnAt.current = Number.NEGATIVE_INFINITY;
    // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen is drawn, not read
  }, chosen);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const fit = fitCanvas(element, context, () => {
      drawnAt.current = Number.NEGATIVE_INFINITY;
    });
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let frame = requestAnimationFrame(drawIfDue);

    function drawIfDue(at: number): void {
      frame = requestAnimationFrame(drawIfDue);
      if (!context || at - drawnAt.current < (calm.matches ? STEP_MS : FRAME_MS) - 4) return;
      drawnAt.current = at;
      latest.current(context, fit.size());
    }

    return () => {
      cancelAnimationFrame(frame);
      fit.close();
    };
  }, []);

  return canvas;
}

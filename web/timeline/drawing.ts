import { type RefObject, useEffect, useRef } from "react";
import { fitCanvas, type Size } from "./canvas.ts";

/** Motion carries meaning, but not for everyone: by steps of this length where less of it is wanted, or nothing moves, ms. */
const STEP_MS = 1000;
/** Thirty frames a second are smooth for something that moves 35 px in one. */
const FRAME_MS = 32;
/** Where a frame takes long, so many times as long is left to the rest of the page before the next. */
const REST = 4;
/** But it never falls further behind, ms: who points at it aims at what is drawn. */
const SLOWEST_MS = 100;

/**
 * Draws a canvas again and again, by whatever `draw` is at that moment; with the next frame where one of `chosen` has
 * changed, as whoever points at something waits for no step. `isMoving`: it looks different with each moment.
 */
export function useDrawing(
  draw: (context: CanvasRenderingContext2D, size: Size) => void,
  chosen: readonly unknown[],
  isMoving: boolean,
): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  latest.current = draw;
  const moving = useRef(isMoving);
  moving.current = isMoving;
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
    let tookMs = 0;

    function drawIfDue(at: number): void {
      frame = requestAnimationFrame(drawIfDue);
      const everyMs =
        calm.matches || !moving.current ? STEP_MS : Math.max(FRAME_MS, Math.min(SLOWEST_MS, REST * tookMs));
      if (!context || at - drawnAt.current < everyMs - 4) return;
      drawnAt.current = at;
      const began = performance.now();
      latest.current(context, fit.size());
      tookMs = performance.now() - began;
    }

    return () => {
      cancelAnimationFrame(frame);
      fit.close();
    };
  }, []);

  return canvas;
}

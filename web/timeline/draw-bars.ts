import { TELLABLE_PX, type WireBrush } from "./draw-arrows.ts";
import type { Bar } from "./wire-block.ts";

/** A bar is never drawn shorter, px. */
const SHORTEST_PX = 1;
/** Below this there is no room for a hollow, px. */
const HOLLOW_PX = 4;

/**
 * What lasts: a question on the page's rail until its answer, a parked poll on the server's, an open stream or socket on
 * both. Hollow where the answer held nothing.
 */
export function drawBars(bars: readonly Bar[], brush: WireBrush): void {
  const { context, axis, strip, colour, ground, band } = brush;
  let drawn = Number.NEGATIVE_INFINITY;
  for (const { kind, from, until, isEmpty } of bars) {
    const left = Math.max(-2, axis.x(from));
    const right = Math.min(axis.width + 2, axis.x(until));
    if (left - drawn < TELLABLE_PX && right - drawn < TELLABLE_PX) continue;
    drawn = right;
    // Short of its neighbour by half a pixel, so that one parked poll does not run into the next.
    const width = Math.max(SHORTEST_PX, right - left - 0.5);
    for (const y of kind === "open"
      ? [strip.serverY, strip.pageY]
      : [kind === "parked" ? strip.serverY : strip.pageY]) {
      context.fillStyle = colour;
      context.globalAlpha = 0.35;
      context.fillRect(left, y - band / 2, width, band);
      context.globalAlpha = 1;
      if (!isEmpty || width < HOLLOW_PX) continue;
      context.fillStyle = ground;
      context.fillRect(left + 1.5, y - band / 2 + 1.5, width - 3, band - 3);
    }
  }
}

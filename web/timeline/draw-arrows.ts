import type { Axis } from "./axis.ts";
import type { Strip } from "./draw-lane.ts";
import { drawLife, drawLost, drawShape, drawTip, isShaped } from "./draw-marks.ts";
import type { Arrow } from "./wire-block.ts";

/** What lies closer than this to its neighbour cannot be told apart, and is drawn once, px. */
export const TELLABLE_PX = 1.5;
/** With more room than this to its neighbour, an arrow has a tip, px. */
const ROOMY_PX = 6;

export interface WireBrush {
  readonly context: CanvasRenderingContext2D;
  readonly axis: Axis;
  readonly strip: Strip;
  readonly colour: string;
  /** The ground, on which an empty answer's bar is hollow. */
  readonly ground: string;
  /** Thickness of a bar, px. */
  readonly band: number;
}

/** An arrow on the canvas, px. */
export interface Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** From the rail of who sends it to the other's, the slant being the time it takes; what has not arrived ends in the air. */
export function lineOf({ entry, from, until }: Arrow, axis: Axis, { serverY, pageY }: Strip): Line {
  const [y0, y1] = entry.from === "client" ? [pageY, serverY] : [serverY, pageY];
  const isThere = entry.arrivedAt !== undefined;
  return {
    x0: axis.x(from),
    y0,
    x1: axis.x(Number.isFinite(until) ? until : Math.max(from, axis.now)),
    y1: isThere ? y1 : (y0 + y1) / 2,
  };
}

/** All arrows of a lane in view, oldest first: thin and pale what goes up, strong what comes down. */
export function drawArrows(arrows: readonly Arrow[], brush: WireBrush): void {
  const { context, axis, strip, colour } = brush;
  context.strokeStyle = context.fillStyle = colour;
  const drawn = { client: NOWHERE, server: NOWHERE };
  const seen: { readonly arrow: Arrow; readonly line: Line; readonly hasTip: boolean }[] = [];
  for (const arrow of arrows) {
    const { entry } = arrow;
    if (entry.kind === "opened" || entry.kind === "ended") {
      drawLife(entry, brush);
      continue;
    }
    const line = lineOf(arrow, axis, strip);
    const last = drawn[entry.from];
    const room = Math.max(Math.abs(line.x0 - last.x0), Math.abs(line.x1 - last.x1));
    // A loss or a heartbeat is rare, and is not hidden by what is common.
    if (room < TELLABLE_PX && !arrow.isLost && !isShaped(entry.kind)) continue;
    drawn[entry.from] = line;
    seen.push({ arrow, line, hasTip: room > ROOMY_PX });
  }
  for (const side of ["client", "server"] as const) {
    const isUp = side === "client";
    const ours = seen.filter(({ arrow }) => arrow.entry.from === side);
    context.globalAlpha = isUp ? 0.6 : 1;
    drawLines(
      context,
      ours.map(({ line }) => line),
      isUp ? 1 : 1.5,
    );
    for (const { arrow, line, hasTip } of ours) {
      if (arrow.isLost) drawLost(context, line, brush.band);
      else if (isShaped(arrow.entry.kind)) drawShape(context, arrow.entry.kind, line, brush);
      else if (hasTip && arrow.entry.arrivedAt !== undefined) drawTip(context, line, isUp);
    }
  }
  context.globalAlpha = 1;
}

const NOWHERE: Pick<Line, "x0" | "x1"> = { x0: Number.NEGATIVE_INFINITY, x1: Number.NEGATIVE_INFINITY };

/** Slanted ones in one stroke, upright ones as rectangles: hundreds in a frame cost a tenth of a stroke each. */
function drawLines(context: CanvasRenderingContext2D, lines: readonly Line[], width: number): void {
  context.lineWidth = width;
  context.beginPath();
  for (const { x0, y0, x1, y1 } of lines) {
    if (Math.abs(x1 - x0) < 1) {
      context.fillRect(x1 - width / 2, Math.min(y0, y1), width, Math.abs(y1 - y0));
      continue;
    }
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  }
}

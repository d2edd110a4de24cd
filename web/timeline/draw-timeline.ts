import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { History, LaneHistory, Update } from "../state/history.ts";
import type { Palette } from "../theme/palette.ts";
import { showMs, text } from "../words/format.ts";
import { createAxis } from "./axis.ts";
import { drawLane, drawSelected, stripOf } from "./draw-lane.ts";
import { arrivalOf, newestOfAll } from "./selection.ts";

export interface Scene {
  readonly history: History;
  readonly rungs: readonly TransportName[];
  readonly now: number;
  readonly width: number;
  readonly height: number;
  readonly rem: number;
  readonly palette: Palette;
  readonly selected: Update | undefined;
  /** Each lane's name is written in it: where the rungs are not beside it. */
  readonly isLabelled: boolean;
}

/** One frame of the time axis: the ruler of the server's updates, and the lanes under it. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
  const { history, rungs, now, width, height, rem, palette, isLabelled } = scene;
  const axis = createAxis(now, width);
  const ruler = 2.5 * rem;
  const laneHeight = (height - ruler) / rungs.length;
  const lit = scene.selected ?? newestOfAll(history, rungs, axis.from);

  context.clearRect(0, 0, width, height);
  context.font = `500 ${0.75 * rem}px "JetBrains Mono Variable", monospace`;
  drawRuler(context, scene, lit);
  rungs.forEach((transport, index) => {
    const strip = stripOf(ruler + index * laneHeight, laneHeight);
    const brush = { context, axis, strip, colour: palette.rungs[transport], band: 0.5 * rem };
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    for (const y of [strip.serverY, strip.pageY]) {
      context.beginPath();
      context.moveTo(0, y);
      context.lineTo(width, y);
      context.stroke();
    }
    if (isLabelled || rungs.length === 1) drawDivider(context, strip.top, width, palette.line);
    drawLane(transport, history.lanes[transport], brush);
    if (lit && !isSilent(history.lanes[transport])) {
      const arrival = arrivalOf(history, transport, lit);
      drawSelected(arrival, lit.publishedAt, text(showMs(arrival?.stalenessMs)), brush);
    }
    if (isLabelled) label(context, LABELS[transport], 6, strip.top + 3, palette, rem);
    else if (index === 0) {
      label(context, "server", 4, strip.serverY - 1.1 * rem, palette, rem);
      label(context, "page", 4, strip.pageY + 0.25 * rem, palette, rem);
    }
  });
}

/** Nothing has come at all: it is off, and does not light up. */
function isSilent({ arrivals }: LaneHistory): boolean {
  return arrivals.newestFirst().next().done === true;
}

function drawDivider(context: CanvasRenderingContext2D, y: number, width: number, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(0, y, width, 1);
}

/** Words on a ground of their own, so that lines below do not cross them. */
export function label(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  palette: Palette,
  rem: number,
): void {
  context.save();
  context.font = `${0.75 * rem}px "Inter Variable", sans-serif`;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillStyle = palette.panel;
  context.globalAlpha = 0.85;
  context.fillRect(x - 2, y - 1, context.measureText(words).width + 4, 0.95 * rem);
  context.globalAlpha = 1;
  context.fillStyle = palette.muted;
  context.fillText(words, x, y);
  context.restore();
}

/** A dot for every update, a number where there is room, and a hairline down through the lanes. */
function drawRuler(context: CanvasRenderingContext2D, scene: Scene, lit: Update | undefined): void {
  const { history, width, height, now, rem, palette } = scene;
  const axis = createAxis(now, width);
  const dotY = 1.9 * rem;
  let numbered = Number.POSITIVE_INFINITY;
  let dotted: number | undefined;
  context.fillStyle = palette.muted;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const { seq, publishedAt } of history.updates.newestFirst()) {
    const x = axis.x(publishedAt);
    if (x < 0) break;
    if (dotted !== undefined && dotted - x < 2) continue;
    // A hairline once it is known that the next dot leaves room for it.
    if (dotted !== undefined && dotted - x > 8) {
      context.fillStyle = palette.line;
      context.fillRect(dotted - 0.5, 2.5 * rem, 1, height);
      context.fillStyle = palette.muted;
    }
    drawDot(context, x, dotY, 0.17 * rem, dotted === undefined || dotted - x > 8);
    dotted = x;
    const room = context.measureText(String(seq)).width + 0.75 * rem;
    if (numbered - x < room || x < 3.5 * rem || x > width - room / 2) continue;
    numbered = x;
    context.fillText(String(seq), x, 0.5 * rem);
  }
  label(context, "−20 s", 4, 0.45 * rem, palette, rem);
  if (!lit) return;
  context.fillStyle = palette.ink;
  drawDot(context, axis.x(lit.publishedAt), dotY, 0.3 * rem, true);
}

/** Where dots run into each other nobody sees whether they are round, and squares are cheaper. */
function drawDot(context: CanvasRenderingContext2D, x: number, y: number, r: number, isRound: boolean): void {
  if (!isRound) {
    context.fillRect(x - r, y - r, 2 * r, 2 * r);
    return;
  }
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fill();
}

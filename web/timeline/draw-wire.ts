import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { Published, Tape } from "../network/tape.ts";
import type { Palette } from "../theme/palette.ts";
import { showMs, text } from "../words/format.ts";
import { type Axis, createAxis } from "./axis.ts";
import { drawArrows } from "./draw-arrows.ts";
import { drawBars } from "./draw-bars.ts";
import { type Strip, stripOf } from "./draw-lane.ts";
import { drawLit, drawPicked } from "./draw-lit.ts";
import { label } from "./draw-timeline.ts";
import { firstFrom } from "./spans.ts";
import { sightingOf } from "./wire-entries.ts";
import { entryOf, indexOf } from "./wire-index.ts";

export interface WireScene {
  readonly tape: Tape;
  readonly rungs: readonly TransportName[];
  /** The right edge, and how much is to the left of it; server clock, ms. */
  readonly until: number;
  readonly spanMs: number;
  readonly width: number;
  readonly height: number;
  readonly rem: number;
  readonly palette: Palette;
  readonly lit: Published | undefined;
  readonly picked: number | undefined;
  readonly isLabelled: boolean;
}

/** Where everything stands, for who draws and for who points at it. */
export function layOut({ rungs, until, spanMs, width, height, rem }: WireScene): {
  axis: Axis;
  strips: Strip[];
  /** Height of the ruler, px. */
  ruler: number;
} {
  const ruler = 2.5 * rem;
  const laneHeight = (height - ruler) / rungs.length;
  return {
    ruler,
    axis: createAxis(until, width, spanMs),
    strips: rungs.map((_, index) => stripOf(ruler + index * laneHeight, laneHeight)),
  };
}

/** One frame: what was done to the network, the ruler of updates, and each lane's arrows. */
export function drawWire(context: CanvasRenderingContext2D, scene: WireScene): void {
  const { tape, rungs, palette, rem, lit, width, height, until } = scene;
  const { axis, strips } = layOut(scene);
  const band = 0.5 * rem;
  context.clearRect(0, 0, width, height);
  context.font = `500 ${0.75 * rem}px "JetBrains Mono Variable", monospace`;
  const index = indexOf(tape);
  drawIncidents(context, scene, axis);
  drawWireRuler(context, scene, axis);
  rungs.forEach((lane, place) => {
    const strip = strips[place] as Strip;
    const colour = palette.rungs[lane];
    context.fillStyle = palette.line;
    for (const y of [strip.serverY, strip.pageY]) context.fillRect(0, y, width, 1);
    if (scene.isLabelled || rungs.length === 1) context.fillRect(0, strip.top, width, 1);
    const { arrows, bars } = index[lane];
    const brush = { context, axis, strip, colour, ground: palette.panel, band };
    drawBars(bars.between(axis.from, until), brush);
    drawArrows(arrows.between(axis.from, until), brush);
    if (lit) drawLit(lane, lit, sightingOf(tape, lane, lit), brush, place === rungs.length - 1);
    const picked = entryOf(tape, scene.picked);
    if (picked?.lane === lane) drawPicked(arrows, picked, palette.ink, brush);
    if (scene.isLabelled) label(context, LABELS[lane], 6, strip.top + 3, palette, rem);
    else if (place === 0) {
      label(context, "server", 4, strip.serverY - 1.1 * rem, palette, rem);
      label(context, "page", 4, strip.pageY + 0.25 * rem, palette, rem);
    }
  });
}

/** So many incidents at once have words, one line above the other. */
const LINES_OF_WORDS = 3;

/** Quiet bands over all lanes, with their words at the foot: where one's would cover another's, a line higher. */
function drawIncidents(context: CanvasRenderingContext2D, scene: WireScene, axis: Axis): void {
  const { tape, palette, rem, height, width, until } = scene;
  const free = Array<number>(LINES_OF_WORDS).fill(-Infinity); // where the last words of each line end
  for (const { at, until: end, words } of tape.incidents) {
    const left = Math.max(0, axis.x(at));
    const right = Math.min(width, axis.x(end ?? until));
    if (right < 0 || left > width) continue;
    context.fillStyle = palette.ink;
    context.globalAlpha = 0.06;
    context.fillRect(left, 2.5 * rem, Math.max(2, right - left), height);
    context.globalAlpha = 0.5;
    context.fillRect(left, 2.5 * rem, 1, height);
    context.globalAlpha = 1;
    const room = context.measureText(words).width + 10;
    const x = Math.max(0, Math.min(left + 5, width - room));
    const line = free.findIndex((from) => from <= x);
    if (line === -1) continue;
    label(context, words, x, height - (1.2 + line) * rem, palette, rem);
    free[line] = x + room;
  }
}

/** A dot for every update of the counter, whether or not anyone heard of it, and a number where there is room. */
function drawWireRuler(context: CanvasRenderingContext2D, scene: WireScene, axis: Axis): void {
  const { tape, width, height, rem, palette, lit, spanMs } = scene;
  let [dotted, numbered] = [-Infinity, -Infinity];
  const digit = context.measureText("0").width; // all are of one width in this font
  context.textAlign = "center";
  context.textBaseline = "top";
  for (let i = firstFrom(tape.updates, axis.from, ({ at }) => at); i < tape.updates.length; i += 1) {
    const { seq, at } = tape.updates[i] as Published;
    const x = axis.x(at);
    if (x > width) break;
    if (x - dotted < 2) continue;
    if (x - dotted > 8) {
      context.fillStyle = palette.line;
      context.fillRect(x - 0.5, 2.5 * rem, 1, height);
    }
    dotted = x;
    context.fillStyle = palette.muted;
    context.fillRect(x - 0.15 * rem, 1.75 * rem, 0.3 * rem, 0.3 * rem);
    const room = String(seq).length * digit + 0.75 * rem;
    if (x - numbered < room || x < 4 * rem || x > width - room / 2) continue;
    numbered = x;
    context.fillText(String(seq), x, 0.5 * rem);
  }
  label(context, `−${text(showMs(spanMs))}`, 4, 0.45 * rem, palette, rem);
  if (!lit) return;
  context.fillStyle = palette.ink;
  context.fillRect(axis.x(lit.at) - 0.25 * rem, 1.65 * rem, 0.5 * rem, 0.5 * rem);
}

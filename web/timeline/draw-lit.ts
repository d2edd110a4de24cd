import type { TransportName } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Published } from "../network/tape.ts";
import { DASHES } from "../theme/palette.ts";
import { showMs, text } from "../words/format.ts";
import { lineOf, type WireBrush } from "./draw-arrows.ts";
import { drawMarker } from "./draw-marks.ts";
import type { LaneIndex } from "./wire-index.ts";

/** One update, lit up: a column of light at its publication, its way down, and how late it came, in its transport's dash and shape. */
export function drawLit(
  lane: TransportName,
  lit: Published,
  entry: Entry | undefined,
  brush: WireBrush,
  /** At the foot stand the words of what was done to the network. */
  isLowest: boolean,
): void {
  const { context, axis, strip, colour, ground, band } = brush;
  const x = axis.x(lit.at);
  context.fillStyle = context.strokeStyle = colour;
  context.globalAlpha = 0.16;
  context.fillRect(x - band * 0.7, strip.top, band * 1.4, strip.height);
  context.globalAlpha = 1;
  if (entry?.arrivedAt === undefined) return;
  const end = axis.x(entry.arrivedAt);
  context.lineWidth = 3;
  context.setLineDash([...DASHES[lane]]);
  context.beginPath();
  context.moveTo(axis.x(entry.sentAt), strip.serverY);
  context.lineTo(end, strip.pageY);
  context.stroke();
  context.setLineDash([]);
  drawMarker(context, lane, end, strip.pageY, band * 0.6);
  const isLeft = end + 8 * band > axis.width;
  context.textAlign = isLeft ? "right" : "left";
  context.textBaseline = isLowest ? "bottom" : "top";
  const words = text(showMs(entry.arrivedAt - lit.at));
  const place = [end + (isLeft ? -band : band), strip.pageY + band * (isLowest ? -0.8 : 0.3)] as const;
  // A rim of the ground, so that arrows do not cross it out.
  context.strokeStyle = ground;
  context.lineWidth = band * 0.7;
  context.lineJoin = "round";
  context.strokeText(words, ...place);
  context.fillText(words, ...place);
}

/** The picked arrow, in ink, so that it stands out from its lane. */
export function drawPicked(arrows: LaneIndex["arrows"], picked: Entry, ink: string, brush: WireBrush): void {
  const { context, axis, strip, band } = brush;
  const arrow = arrows.between(picked.sentAt, picked.sentAt).find(({ entry }) => entry === picked);
  if (!arrow) return;
  const { x0, y0, x1, y1 } = lineOf(arrow, axis, strip);
  context.strokeStyle = context.fillStyle = ink;
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.beginPath();
  context.arc(x0, y0, band * 0.5, 0, 2 * Math.PI);
  context.fill();
}

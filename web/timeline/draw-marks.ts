import type { TransportName } from "#protocol/transports.ts";
import type { Entry, EntryKind } from "#protocol/wire/entry.ts";
import { MARKERS } from "../theme/palette.ts";
import type { Line, WireBrush } from "./draw-arrows.ts";

type Context = CanvasRenderingContext2D;

/** Open for what goes up, filled for what comes down. */
export function drawTip(context: Context, { x1: x, y1: y }: Line, isUp: boolean): void {
  const back = isUp ? y + 5 : y - 6;
  context.beginPath();
  context.moveTo(x - 3, back);
  context.lineTo(x, y);
  context.lineTo(x + 3, back);
  if (isUp) context.stroke();
  else context.fill();
}

/** Where an arrow ended in the air. */
export function drawLost(context: Context, { x1, y1 }: Line, size: number): void {
  drawCross(context, x1, y1, size);
}

/** What is told by its shape: heartbeats, and the close of a socket. */
const SHAPED = ["ping", "pong", "comment", "close", "last-chunk", "malformed"] as const satisfies EntryKind[];
type Shaped = (typeof SHAPED)[number];

export function isShaped(kind: EntryKind): kind is Shaped {
  return (SHAPED as readonly EntryKind[]).includes(kind);
}

/** A ping is a hollow diamond, its pong a full one, a comment a ring; a close is a square, what cannot be read a cross. */
export function drawShape(context: Context, kind: Shaped, { x1, y1 }: Line, brush: WireBrush): void {
  const r = brush.band * 0.5;
  if (kind === "malformed") {
    drawCross(context, x1, y1, brush.band * 1.5);
    return;
  }
  context.beginPath();
  if (kind === "comment") context.arc(x1, y1, r * 0.8, 0, 2 * Math.PI);
  else if (kind === "close" || kind === "last-chunk") context.rect(x1 - r, y1 - r, 2 * r, 2 * r);
  else traceDiamond(context, x1, y1, r);
  context.fillStyle = kind === "ping" || kind === "comment" ? brush.ground : brush.colour;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
  context.fillStyle = brush.colour;
}

/** Each transport's own shape, as in the charts. */
export function drawMarker(
  context: Context,
  transport: TransportName,
  x: number,
  y: number,
  r: number,
): void {
  const shape = MARKERS[transport];
  context.beginPath();
  if (shape === "circle") context.arc(x, y, r, 0, 2 * Math.PI);
  else if (shape === "rect") context.rect(x - r, y - r, 2 * r, 2 * r);
  else if (shape === "rectRot") traceDiamond(context, x, y, r * 1.3);
  else {
    context.moveTo(x, y - r * 1.2);
    context.lineTo(x + r * 1.2, y + r);
    context.lineTo(x - r * 1.2, y + r);
  }
  context.fill();
}

/** A connection's beginning is a line between the rails; its end a bar for FIN, a cross for RST, a ring for silence. */
export function drawLife({ kind, label, sentAt }: Entry, brush: WireBrush): void {
  const { context, axis, strip, band, ground, colour } = brush;
  const x = axis.x(sentAt);
  if (x < -band || x > axis.width + band) return;
  const { serverY, pageY } = strip;
  if (kind === "opened") {
    context.globalAlpha = 0.5;
    context.fillRect(x - 0.5, serverY - band, 1, pageY - serverY + 2 * band);
    context.globalAlpha = 1;
    return;
  }
  for (const y of [serverY, pageY]) {
    if (label.startsWith("FIN")) context.fillRect(x - 1, y - band, 2, 2 * band);
    else if (label.startsWith("RST")) drawCross(context, x, y, band * 1.2);
    else {
      context.beginPath();
      context.arc(x, y, band * 0.6, 0, 2 * Math.PI);
      context.fillStyle = ground;
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
      context.fillStyle = colour;
    }
  }
}

function traceDiamond(context: Context, x: number, y: number, r: number): void {
  context.moveTo(x, y - r);
  context.lineTo(x + r, y);
  context.lineTo(x, y + r);
  context.lineTo(x - r, y);
  context.closePath();
}

/** What went wrong there. */
export function drawCross(context: Context, x: number, y: number, size: number): void {
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - size / 2, y - size / 2);
  context.lineTo(x + size / 2, y + size / 2);
  context.moveTo(x - size / 2, y + size / 2);
  context.lineTo(x + size / 2, y - size / 2);
  context.stroke();
}

import type { TransportName } from "#protocol/transports.ts";
import type { Arrival, LaneHistory, Span } from "../state/history.ts";
import type { Axis } from "./axis.ts";
import { drawCross } from "./draw-marks.ts";

/** The part of the canvas that is one lane's: the server's rail above, the page's below. */
export interface Strip {
  readonly top: number;
  readonly height: number;
  readonly serverY: number;
  readonly pageY: number;
}

export function stripOf(top: number, height: number): Strip {
  return { top, height, serverY: top + height * 0.24, pageY: top + height * 0.76 };
}

/** What lies closer than this to its neighbour cannot be told apart, and is drawn once, px. */
const TELLABLE_PX = 1.5;
/** With more room than this to its neighbour, a line has an arrow's tip, px. */
const ROOMY_PX = 6;
/** A span is never drawn shorter, px. */
const SHORTEST_PX = 1;

interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly axis: Axis;
  readonly strip: Strip;
  readonly colour: string;
  /** Thickness of a band, px. */
  readonly band: number;
}

/** What the browser saw of a lane: open connections and parked requests as bands, requests going up, messages coming down. */
export function drawLane(transport: TransportName, lane: LaneHistory, brush: Brush): void {
  const { context, colour } = brush;
  context.strokeStyle = context.fillStyle = colour;
  context.setLineDash([]);
  if (transport === "sse" || transport === "websocket")
    drawConnections(lane.connections.newestFirst(), brush);
  else drawPolls(lane.polls.newestFirst(), brush, transport === "long-polling");
  drawSent(lane.sent.newestFirst(), brush);
  drawArrivals(lane.arrivals.newestFirst(), brush);
}

function drawConnections(spans: Iterable<Span>, { context, axis, strip, band }: Brush): void {
  context.globalAlpha = 0.3;
  for (const { startedAt, endedAt, outcome } of spans) {
    const end = axis.x(endedAt ?? axis.now);
    if (end < 0) continue;
    const left = Math.max(0, axis.x(startedAt));
    const width = Math.max(SHORTEST_PX, end - left);
    context.fillRect(left, strip.serverY - band / 2, width, band);
    context.fillRect(left, strip.pageY - band / 2, width, band);
    if (outcome === "failed") drawCross(context, Math.min(end, axis.width - 4), strip.serverY, band);
  }
  context.globalAlpha = 1;
}

function drawPolls(spans: Iterable<Span>, brush: Brush, parks: boolean): void {
  const { context, axis, strip, band } = brush;
  const y = (parks ? strip.serverY : strip.pageY) - band / 2;
  let drawn = Number.POSITIVE_INFINITY;
  for (const { startedAt, endedAt, outcome } of spans) {
    const end = axis.x(endedAt ?? axis.now);
    if (end < 0) break;
    const start = axis.x(startedAt);
    if (outcome === "failed") drawCross(context, Math.min(end, axis.width - 4), strip.serverY, band);
    if (drawn - start < TELLABLE_PX) continue;
    const left = Math.max(0, start);
    // Short of its neighbour by half a pixel, so that one parked request does not run into the next.
    const width = Math.min(end, drawn) - left - 0.5;
    context.globalAlpha = 0.3;
    if (parks || width > 3) context.fillRect(left, y, Math.max(SHORTEST_PX, width), band);
    context.globalAlpha = 0.55;
    if (start >= 0) drawUp(start, drawn - start > ROOMY_PX, brush);
    drawn = start;
  }
  context.globalAlpha = 1;
}

/** A question going up; its open tip says that it was asked even where nothing came back down. */
function drawUp(x: number, hasTip: boolean, { context, strip }: Brush): void {
  context.fillRect(x - 0.5, strip.serverY, 1, strip.pageY - strip.serverY);
  if (!hasTip) return;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x - 2.5, strip.serverY + 5);
  context.lineTo(x, strip.serverY);
  context.lineTo(x + 2.5, strip.serverY + 5);
  context.stroke();
}

function drawSent(times: Iterable<number>, { context, axis, strip }: Brush): void {
  context.lineWidth = 1.5;
  context.setLineDash([2, 2]);
  context.beginPath();
  for (const at of times) {
    const x = axis.x(at);
    if (x < 0) break;
    context.moveTo(x, strip.pageY);
    context.lineTo(x, strip.serverY);
  }
  context.stroke();
  context.setLineDash([]);
}

/** From publication, on the server's rail, to arrival, on the page's: the slant is the staleness, to scale. */
function drawArrivals(arrivals: Iterable<Arrival>, brush: Brush): void {
  const { axis } = brush;
  let drawn = Number.POSITIVE_INFINITY;
  for (const { publishedAt, arrivedAt } of arrivals) {
    const x = axis.x(arrivedAt);
    if (x < 0) break;
    if (drawn - x < TELLABLE_PX) continue;
    drawDown(axis.x(publishedAt), x, drawn - x > ROOMY_PX, brush);
    drawn = x;
  }
}

function drawDown(from: number, to: number, hasTip: boolean, { context, strip }: Brush): void {
  const { serverY, pageY } = strip;
  // An upright line as a rectangle: hundreds of them in a frame cost a tenth of what strokes would.
  if (to - from < 1) context.fillRect(to - 0.75, serverY, 1.5, pageY - serverY);
  else {
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(from, serverY);
    context.lineTo(to, pageY);
    context.stroke();
  }
  if (!hasTip) return;
  context.beginPath();
  context.moveTo(to - 3, pageY - 6);
  context.lineTo(to + 3, pageY - 6);
  context.lineTo(to, pageY + 1);
  context.fill();
}

/** One update, lit up: a column of light at its publication, and its way down. */
export function drawSelected(
  arrival: Arrival | undefined,
  publishedAt: number,
  label: string,
  brush: Brush,
): void {
  const { context, axis, strip, colour, band } = brush;
  const x = axis.x(publishedAt);
  context.fillStyle = context.strokeStyle = colour;
  context.globalAlpha = 0.16;
  context.fillRect(x - band * 0.7, strip.top, band * 1.4, strip.height);
  context.globalAlpha = 1;
  if (!arrival) return;
  const end = axis.x(arrival.arrivedAt);
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(x, strip.serverY);
  context.lineTo(end, strip.pageY);
  context.stroke();
  context.beginPath();
  context.arc(end, strip.pageY, band * 0.6, 0, 2 * Math.PI);
  context.fill();
  const isLeft = end + 60 > axis.width;
  context.textAlign = isLeft ? "right" : "left";
  context.textBaseline = "top";
  context.fillText(label, end + (isLeft ? -band : band), strip.pageY + band * 0.3);
}

import type { TransportName } from "#protocol/transports.ts";
import type { Arrival, LaneHistory, Span } from "../state/history.ts";
import type { Axis } from "./axis.ts";

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
  else drawRequests(lane.requests.newestFirst(), brush, transport === "long-polling");
  drawSent(lane.sent.newestFirst(), brush);
  drawArrivals(lane.arrivals.newestFirst(), brush);
}

function drawConnections(spans: Iterable<Span>, { context, axis, strip, band }: Brush): void {
  context.globalAlpha = 0.3;
  for (const { startedAt, endedAt } of spans) {
    const end = endedAt ?? axis.now;
    if (end < axis.from) continue;
    const left = Math.max(0, axis.x(startedAt));
    const width = Math.max(SHORTEST_PX, axis.x(end) - left);
    context.fillRect(left, strip.serverY - band / 2, width, band);
    context.fillRect(left, strip.pageY - band / 2, width, band);
  }
  context.globalAlpha = 1;
}

function drawRequests(spans: Iterable<Span>, { context, axis, strip, band }: Brush, parks: boolean): void {
  const bands = new Path2D();
  const ups = new Path2D();
  let drawn = Number.POSITIVE_INFINITY;
  for (const { startedAt, endedAt, outcome } of spans) {
    const end = axis.x(endedAt ?? axis.now);
    if (end < 0) break;
    const start = axis.x(startedAt);
    if (parks || end - start > 3) {
      const y = parks ? strip.serverY : strip.pageY;
      bands.rect(
        Math.max(0, start),
        y - band / 2,
        Math.max(SHORTEST_PX, end - Math.max(0, start) - 0.5),
        band,
      );
    }
    if (outcome === "failed") drawCross(context, Math.min(end, axis.width - 4), strip.serverY, band);
    if (start < 0 || drawn - start < TELLABLE_PX) continue;
    drawn = start;
    ups.moveTo(start, strip.pageY);
    ups.lineTo(start, strip.serverY);
    // Where nothing came back down, an open tip says that the question was asked all the same.
    ups.moveTo(start - 2.5, strip.serverY + 5);
    ups.lineTo(start, strip.serverY);
    ups.lineTo(start + 2.5, strip.serverY + 5);
  }
  context.globalAlpha = 0.3;
  context.fill(bands);
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.stroke(ups);
  context.globalAlpha = 1;
}

function drawCross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - size / 2, y - size / 2);
  context.lineTo(x + size / 2, y + size / 2);
  context.moveTo(x - size / 2, y + size / 2);
  context.lineTo(x + size / 2, y - size / 2);
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
function drawArrivals(arrivals: Iterable<Arrival>, { context, axis, strip }: Brush): void {
  const lines = new Path2D();
  const tips = new Path2D();
  let drawn = Number.POSITIVE_INFINITY;
  for (const { publishedAt, arrivedAt } of arrivals) {
    const x = axis.x(arrivedAt);
    if (x < 0) break;
    if (drawn - x < TELLABLE_PX) continue;
    const isRoomy = drawn - x > 6;
    drawn = x;
    lines.moveTo(axis.x(publishedAt), strip.serverY);
    lines.lineTo(x, strip.pageY);
    if (!isRoomy) continue;
    tips.moveTo(x - 3, strip.pageY - 6);
    tips.lineTo(x + 3, strip.pageY - 6);
    tips.lineTo(x, strip.pageY + 1);
  }
  context.lineWidth = 1.5;
  context.stroke(lines);
  context.fill(tips);
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

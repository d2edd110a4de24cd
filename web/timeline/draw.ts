import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { History, LaneHistory, MessageEvent, Span } from "../state/history.ts";
import type { Ring } from "../state/ring.ts";
import type { Palette } from "../theme/palette.ts";
import type { Axis } from "./axis.ts";

/** Where the row of a lane lies on the canvas, CSS px. */
export interface Row {
  readonly transport: TransportName;
  readonly top: number;
  readonly height: number;
}

export interface Picture {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Height of the ruler above the rows; 0 where there is no room for one. */
  readonly ruler: number;
  readonly rows: readonly Row[];
  readonly axis: Axis;
  readonly history: History;
  readonly palette: Palette;
}

const RAIL = 7;
const LABEL_EVERY_PX = 46;
const LINE_EVERY_PX = 12;

/** Draws the time axis: above each row's upper rail is the server, on its lower rail the page, and time goes right. */
export function draw(picture: Picture): void {
  const { context, width, height, rows, history } = picture;
  context.clearRect(0, 0, width, height);
  const updates = newestOf(Object.values(history.lanes).map((lane) => lane.messages));
  const seen = visible(updates, picture.axis);
  const bright = brightSeq(history);
  drawRuler(picture, seen, bright);
  for (const row of rows) drawRow(picture, row, history.lanes[row.transport], bright);
}

/** The lane that has heard the most tells the ruler when updates were published. */
function newestOf(rings: readonly Ring<MessageEvent>[]): Ring<MessageEvent> {
  const seqOf = (ring: Ring<MessageEvent>) => ring.at(ring.length - 1)?.publishedAt ?? 0;
  return rings.reduce((best, ring) =>
    seqOf(ring) > seqOf(best) || (seqOf(ring) === seqOf(best) && ring.length > best.length) ? ring : best,
  );
}

/** The newest update that all lanes have seen which have seen any: it lights up in every row. */
function brightSeq({ lanes }: History): number {
  const newest = TRANSPORTS.map((transport) => {
    const { messages } = lanes[transport];
    return messages.at(messages.length - 1)?.seq;
  }).filter((seq) => seq !== undefined);
  return newest.length === 0 ? -1 : Math.min(...newest);
}

function visible(ring: Ring<MessageEvent>, axis: Axis): MessageEvent[] {
  const found: MessageEvent[] = [];
  for (let i = ring.length - 1; i >= 0; i -= 1) {
    const message = ring.at(i);
    if (!message || message.arrivedAt < axis.from) break;
    found.push(message);
  }
  return found;
}

function drawRuler(
  { context, axis, ruler, height, palette, rows }: Picture,
  updates: MessageEvent[],
  bright: number,
) {
  const pxEach = updates.length < 2 ? Infinity : axis.x(axis.to) / updates.length;
  const labelEvery = Math.max(1, Math.ceil(LABEL_EVERY_PX / pxEach));
  const bottom = rows.at(-1);
  const end = bottom ? bottom.top + bottom.height : height;
  context.font = '11px "JetBrains Mono Variable", monospace';
  context.textAlign = "center";
  for (const { seq, publishedAt } of updates) {
    const x = axis.x(publishedAt);
    if (x < 0) continue;
    if (seq === bright) {
      context.fillStyle = palette.line;
      context.fillRect(x - 5, ruler, 10, end - ruler);
    } else if (pxEach >= LINE_EVERY_PX) {
      context.fillStyle = palette.line;
      context.fillRect(x, ruler, 1, end - ruler);
    }
    if (ruler === 0) continue;
    context.fillStyle = seq === bright ? palette.ink : palette.muted;
    dot(context, x, ruler - 9, seq === bright ? 4.5 : pxEach < 6 ? 1 : 2.5);
    if (seq % labelEvery === 0 && x > 12) context.fillText(String(seq), x, ruler - 20);
  }
}

function drawRow(picture: Picture, { transport, top, height }: Row, lane: LaneHistory, bright: number): void {
  const { context, axis, palette } = picture;
  const colour = palette.transport[transport];
  const server = top + height * 0.25;
  const page = top + height * 0.75;

  context.fillStyle = palette.line;
  context.fillRect(0, server, picture.width, 1);
  context.fillRect(0, page, picture.width, 1);
  for (let i = lane.spans.length - 1; i >= 0; i -= 1) {
    const span = lane.spans.at(i);
    if (span && (span.to ?? Infinity) >= axis.from) drawSpan(picture, transport, span, server, page);
  }

  const messages = visible(lane.messages, axis);
  const dense = messages.length > 0 && picture.width / messages.length < 6;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.5;
  context.globalAlpha = dense ? 0.5 : 1;
  context.beginPath();
  for (const { publishedAt, arrivedAt } of messages) {
    context.moveTo(axis.x(publishedAt), server);
    context.lineTo(axis.x(arrivedAt), page);
  }
  context.stroke();
  context.globalAlpha = 1;
  for (const message of messages) {
    const x = axis.x(message.arrivedAt);
    if (message.seq === bright) {
      context.lineWidth = 3;
      line(context, axis.x(message.publishedAt), server, x, page);
      dot(context, x, page, 5);
    } else if (!dense) dot(context, x, page, 2.5);
  }

  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  for (let i = 0; i < lane.sent.length; i += 1) {
    const x = axis.x(lane.sent.at(i) ?? 0);
    if (x < 0) continue;
    line(context, x, page, x, server);
    line(context, x - 4, server + 6, x, server);
    line(context, x + 4, server + 6, x, server);
  }
}

/** A parked request lies at the server; a short one is a bar at the page, hollow where it brought nothing. */
function drawSpan(
  { context, axis, palette }: Picture,
  transport: TransportName,
  { kind, from, to, outcome }: Span,
  server: number,
  page: number,
): void {
  const x = axis.x(Math.max(from, axis.from));
  const width = Math.max(3, axis.x(Math.min(to ?? axis.to, axis.to)) - x);
  context.fillStyle = context.strokeStyle = palette.transport[transport];
  if (outcome === "failed" && kind === "request") {
    context.lineWidth = 2;
    line(context, x - 4, page - 4, x + 4, page + 4);
    line(context, x - 4, page + 4, x + 4, page - 4);
    return;
  }
  context.globalAlpha = 0.3;
  if (kind === "connection") {
    context.fillRect(x, server - RAIL / 2, width, RAIL);
    context.fillRect(x, page - RAIL / 2, width, RAIL);
  } else if (transport === "long-polling") context.fillRect(x, server - RAIL / 2, width, RAIL);
  context.globalAlpha = 1;
  if (kind === "connection" || transport !== "short-polling") return;
  if (outcome === "news") context.fillRect(x, page - RAIL / 2, width, RAIL);
  else {
    context.lineWidth = 1;
    context.strokeRect(x, page - RAIL / 2, width, RAIL);
  }
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

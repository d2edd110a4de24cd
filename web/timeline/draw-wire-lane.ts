import type { TransportName } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Tape } from "../network/tape.ts";
import type { Axis } from "./axis.ts";
import type { Strip } from "./draw-lane.ts";
import { entryOf, isHeartbeat } from "./wire-entries.ts";

/** What lies closer than this to its neighbour cannot be told apart, and is drawn once, px. */
const TELLABLE_PX = 1.5;
const ROOMY_PX = 6;

export interface WireBrush {
  readonly context: CanvasRenderingContext2D;
  readonly axis: Axis;
  readonly strip: Strip;
  readonly colour: string;
  /** The ground, on which an empty answer's bar is hollow. */
  readonly ground: string;
  readonly band: number;
}

/** What the network saw of a lane: bars for what lasts, arrows for what is on its way, slanted as long as it takes. */
export function drawWireLane(
  tape: Tape,
  lane: TransportName,
  entries: readonly Entry[],
  brush: WireBrush,
): void {
  const { context, colour } = brush;
  context.strokeStyle = context.fillStyle = colour;
  const isPolling = lane === "short-polling" || lane === "long-polling";
  if (isPolling) for (const entry of entries) drawRequest(tape, entry, brush);
  else drawConnections(tape, lane, brush);
  const drawn = { client: NOWHERE, server: NOWHERE };
  for (const entry of entries) {
    if (entry.kind === "opened" || entry.kind === "ended") drawLife(entry, brush);
    else {
      const [left, right] = [brush.axis.x(entry.sentAt), brush.axis.x(entry.arrivedAt ?? entry.sentAt)];
      const last = drawn[entry.from];
      const room = Math.max(Math.abs(left - last.left), Math.abs(right - last.right));
      if (room < TELLABLE_PX) continue;
      drawArrow(entry, room > ROOMY_PX, brush);
      drawn[entry.from] = { left, right };
    }
  }
}

const NOWHERE = { left: Number.NEGATIVE_INFINITY, right: Number.NEGATIVE_INFINITY };

/** From the moment it is asked to the answer's arrival; where the server parks it, on the server's rail. */
function drawRequest(tape: Tape, entry: Entry, { context, axis, strip, band, ground }: WireBrush): void {
  if (entry.kind !== "request" || entry.lane === "control") return;
  const answer = entryOf(tape, entry.pair);
  const parks = entry.lane === "long-polling" && !entry.label.startsWith("POST");
  const begin = parks ? (entry.arrivedAt ?? axis.now) : entry.sentAt;
  const end = (parks ? answer?.sentAt : answer?.arrivedAt) ?? axis.now;
  const [left, right] = [Math.max(-2, axis.x(begin)), Math.min(axis.width + 2, axis.x(end))];
  if (right < 0 || left > axis.width) return;
  const y = (parks ? strip.serverY : strip.pageY) - band / 2;
  const width = Math.max(1, right - left - 0.5);
  context.globalAlpha = 0.35;
  context.fillRect(left, y, width, band);
  context.globalAlpha = 1;
  if (!answer?.isEmpty || width < 4) return;
  context.fillStyle = ground;
  context.fillRect(left + 1.5, y + 1.5, width - 3, band - 3);
  context.fillStyle = context.strokeStyle;
}

/** A stream or a socket, from its head to its end: one long bar on both rails. */
function drawConnections(
  { entries }: Tape,
  lane: TransportName,
  { context, axis, strip, band }: WireBrush,
): void {
  const ends = new Map<number, number>();
  for (const { kind, connection, sentAt } of entries)
    if ((kind === "ended" || kind === "last-chunk") && !ends.has(connection)) ends.set(connection, sentAt);
  context.globalAlpha = 0.3;
  for (const entry of entries) {
    if (entry.lane !== lane || (entry.kind !== "stream" && entry.kind !== "switch")) continue;
    const left = Math.max(0, axis.x(entry.sentAt));
    const right = Math.min(axis.width, axis.x(ends.get(entry.connection) ?? axis.now));
    if (right < left) continue;
    for (const y of [strip.serverY, strip.pageY]) context.fillRect(left, y - band / 2, right - left, band);
  }
  context.globalAlpha = 1;
}

/** A connection's beginning is a thin line between the rails; its end, a bar for FIN or a cross for RST. */
function drawLife({ kind, label, sentAt }: Entry, { context, axis, strip, band }: WireBrush): void {
  const x = axis.x(sentAt);
  if (x < 0 || x > axis.width) return;
  const { serverY, pageY } = strip;
  if (kind === "opened") {
    context.globalAlpha = 0.5;
    context.fillRect(x - 0.5, serverY - band, 1, pageY - serverY + 2 * band);
    context.globalAlpha = 1;
  } else if (label.startsWith("FIN")) {
    for (const y of [serverY, pageY]) context.fillRect(x - 1, y - band, 2, 2 * band);
  } else for (const y of [serverY, pageY]) drawCross(context, x, y, band);
}

/** From the rail of who sends it to the other's; what has not arrived ends in the air. */
function drawArrow(entry: Entry, hasTip: boolean, brush: WireBrush): void {
  const { context, axis, strip } = brush;
  const { sentAt, arrivedAt, from } = entry;
  const [y0, y1] = from === "client" ? [strip.pageY, strip.serverY] : [strip.serverY, strip.pageY];
  const isUp = from === "client";
  const x0 = axis.x(sentAt);
  const x1 = axis.x(arrivedAt ?? sentAt);
  if (Math.max(x0, x1) < 0 || x0 > axis.width) return;
  context.globalAlpha = isUp ? 0.6 : 1;
  context.lineWidth = isUp ? 1 : 1.5;
  context.setLineDash(isHeartbeat(entry) ? [2, 2] : []);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, arrivedAt === undefined ? (y0 + y1) / 2 : y1);
  context.stroke();
  context.setLineDash([]);
  if (arrivedAt === undefined) drawCross(context, x1, (y0 + y1) / 2, brush.band * 0.7);
  else if (isHeartbeat(entry)) drawDiamond(context, x1, y1, brush.band * 0.5);
  else if (hasTip) drawTip(context, x1, y1, isUp);
  context.globalAlpha = 1;
}

/** Open for what goes up, filled for what comes down. */
function drawTip(context: CanvasRenderingContext2D, x: number, y: number, isUp: boolean): void {
  const back = isUp ? y + 5 : y - 6;
  context.beginPath();
  context.moveTo(x - 3, back);
  context.lineTo(x, y);
  context.lineTo(x + 3, back);
  if (isUp) context.stroke();
  else context.fill();
}

function drawDiamond(context: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  context.beginPath();
  context.moveTo(x, y - r);
  context.lineTo(x + r, y);
  context.lineTo(x, y + r);
  context.lineTo(x - r, y);
  context.fill();
}

export function drawCross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - size / 2, y - size / 2);
  context.lineTo(x + size / 2, y + size / 2);
  context.moveTo(x - size / 2, y + size / 2);
  context.lineTo(x + size / 2, y - size / 2);
  context.stroke();
}

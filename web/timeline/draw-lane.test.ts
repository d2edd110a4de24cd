import { expect, test, vi } from "vitest";
import type { TransportName } from "#protocol/transports.ts";
import { createHistory } from "../state/history.ts";
import type { Outcome } from "../transports/transport.ts";
import { createAxis } from "./axis.ts";
import { drawLane, stripOf } from "./draw-lane.ts";

/** How many strokes it takes to draw a lane with one poll or connection that has ended so. */
function strokesOf(transport: TransportName, outcome: Outcome): number {
  const { lanes } = createHistory();
  const { polls, connections } = lanes[transport];
  const ring = transport === "long-polling" ? polls : connections;
  ring.push({ startedAt: 1000, endedAt: 5000, outcome });
  const stroke = vi.fn();
  const context = new Proxy(
    { stroke },
    { get: (target, name) => (name === "stroke" ? target.stroke : () => {}) },
  );
  drawLane(transport, lanes[transport], {
    context: context as unknown as CanvasRenderingContext2D,
    axis: createAxis(20_000, 1000),
    strip: stripOf(0, 100),
    colour: "red",
    band: 8,
  });
  return stroke.mock.calls.length;
}

test.each(["long-polling", "sse", "websocket"] as const)(
  "what has failed on %s is crossed out, and what was stopped is not",
  (transport) => {
    expect(strokesOf(transport, "failed")).toBe(strokesOf(transport, "cancelled") + 1);
  },
);

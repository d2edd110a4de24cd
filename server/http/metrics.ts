import type { Router } from "express";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { LaneMeter } from "#protocol/meter.ts";
import type { Sessions } from "../metering/sessions.ts";

const HELP: Readonly<Record<keyof Omit<LaneMeter, "connections">, string>> = {
  requests: "HTTP requests, upgrades included",
  preflights: "of these, questions of browsers before a request to another port",
  emptyResponses: "answers without a message",
  messages: "messages written to clients",
  coalesced: "messages left out for slow readers",
  heartbeats: "SSE comments and WebSocket pings",
  bytesIn: "TCP payload bytes from clients",
  bytesOut: "TCP payload bytes to clients",
  payloadBytes: "bytes of envelopes within bytesOut",
};

/** `GET /metrics` in Prometheus's text format: the meter by transport, and Node's own figures. */
export function mountMetrics(router: Router, sessions: Sessions): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const labelNames = ["transport"];
  const counts = Object.entries(HELP).map(([key, help]) => {
    const counter = new Counter({ name: `ladder_${snake(key)}_total`, help, labelNames, registers });
    return [key as keyof typeof HELP, counter] as const;
  });
  const opened = new Counter({
    name: "ladder_connections_opened_total",
    help: "TCP connections begun",
    labelNames,
    registers,
  });
  const open = new Gauge({
    name: "ladder_connections_open",
    help: "TCP connections open now",
    labelNames,
    registers,
  });
  const present = new Gauge({ name: "ladder_sessions", help: "sessions known now", registers });

  router.get("/metrics", async (_request, response) => {
    const meter = sessions.total();
    present.set(meter.sessions);
    // The meter keeps the sums; the registry only words them.
    for (const counter of [opened, ...counts.map(([, count]) => count)]) counter.reset();
    for (const [transport, lane] of Object.entries(meter.transports)) {
      for (const [key, counter] of counts) counter.inc({ transport }, lane[key] ?? 0);
      opened.inc({ transport }, lane.connections.opened);
      open.set({ transport }, lane.connections.open);
    }
    response.type(registry.contentType).send(await registry.metrics());
  });
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

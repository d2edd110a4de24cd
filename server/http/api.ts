import type { Router } from "express";
import { parseSession } from "#protocol/channel-name.ts";
import { parseSchedule } from "#protocol/schedule.ts";
import type { Channels } from "../channels/registry.ts";
import type { Sessions } from "../metering/sessions.ts";
import { readJson } from "./body.ts";
import { allowOnly } from "./errors.ts";

export interface ApiParts {
  readonly router: Router;
  readonly sessions: Sessions;
  readonly channels: Channels;
  readonly startedAt: number;
  /** What the server is called, "" where it is the only one, and what it speaks through with others. */
  readonly server: string;
  readonly backplane: { readonly kind: string; readonly state: string };
}

/** The plain JSON views: health, the meters, and a session's schedule, for people with `curl` and scripts. */
export function mountApi(parts: ApiParts): void {
  const { router, sessions, channels, startedAt, server, backplane } = parts;
  router.get("/api/health", (_request, response) => {
    response.json({
      ok: true,
      node: process.version,
      pid: process.pid,
      startedAt,
      server,
      backplane: { kind: backplane.kind, state: backplane.state },
      sessions: sessions.total().sessions,
    });
  });

  router.get("/api/meter", (_request, response) => {
    response.json(sessions.total());
  });

  router.get("/api/sessions/:session/meter", (request, response) => {
    response.json(sessions.meter(parseSession(request.params.session)));
  });

  router.get("/api/sessions/:session/schedule", (request, response) => {
    response.json(channels.counterOf(sessions.enter(parseSession(request.params.session)).id).schedule);
  });

  router.put("/api/sessions/:session/schedule", readJson(16 * 1024), (request, response) => {
    const counter = channels.counterOf(sessions.enter(parseSession(String(request.params.session))).id);
    counter.set(parseSchedule(request.body, counter.schedule));
    response.json(counter.schedule);
  });

  router.all(["/api/health", "/api/meter", "/api/sessions/:session/meter"], allowOnly("GET"));
  router.all("/api/sessions/:session/schedule", allowOnly("GET", "PUT"));
}

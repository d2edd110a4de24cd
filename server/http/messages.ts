import type { RequestHandler, Router } from "express";
import { decodePublication } from "#protocol/frames.ts";
import type { MeterKey } from "#protocol/meter.ts";
import { formatPosition } from "#protocol/position.ts";
import { refuse } from "#protocol/refusal.ts";
import { isTransport } from "#protocol/transports.ts";
import type { Channel } from "../channels/channel.ts";
import type { Admit } from "../transports/transport.ts";
import { readJson } from "./body.ts";
import { queryOf } from "./query.ts";

/** The way up for the three transports that have none: one POST a message. Its bytes are those of `?transport=`. */
export function mountMessages(router: Router, admit: Admit, messageBytes: number): void {
  // Admitted before the body is read: who sends a bad one pays for it, and who may not publish is not read at all.
  const enter: RequestHandler = (request, response, next) => {
    response.locals.channel = admit(request, laneOf(request.url)).channel;
    next();
  };
  router.post("/channels/:channel/messages", enter, readJson(messageBytes), (request, response) => {
    const { channel } = response.locals as { channel: Channel };
    const { envelope } = channel.accept(decodePublication(request.body));
    response.status(202).json({ position: formatPosition(envelope) });
  });
}

/** Who pays for a publication. */
export function laneOf(url: string): MeterKey {
  const name = queryOf(url).get("transport");
  if (name === null) return "control";
  return isTransport(name) ? name : refuse("bad-query", "transport", "one of the four", name);
}

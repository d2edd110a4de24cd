import type { RequestHandler, Router } from "express";
import { decodePublication } from "#protocol/frames.ts";
import type { MeterKey } from "#protocol/meter.ts";
import { formatPosition } from "#protocol/position.ts";
import { refuse } from "#protocol/refusal.ts";
import { isTransport } from "#protocol/transports.ts";
import type { Channels } from "../channels/registry.ts";
import type { Say } from "../channels/replicas.ts";
import type { Enter } from "./admission.ts";
import { readJson } from "./body.ts";
import { queryOf } from "./query.ts";

/** The way up for the three transports that have none: one POST a message. Its bytes are those of `?transport=`. */
export function mountMessages(
  router: Router,
  enterAs: Enter,
  channels: Pick<Channels, "speaker">,
  messageBytes: number,
): void {
  // Admitted before the body is read: who sends a bad one pays for it, and who may not publish is not read at all.
  const enter: RequestHandler = (request, response, next) => {
    const { author } = enterAs(request, laneOf(request.url));
    response.locals.say = channels.speaker(String(request.params.channel), author);
    next();
  };
  router.post("/channels/:channel/messages", enter, readJson(messageBytes), async (request, response) => {
    const { say } = response.locals as { say: Say };
    const position = await say(decodePublication(request.body));
    response.status(202).json(position ? { position: formatPosition(position) } : {});
  });
}

/** Who pays for a publication. */
export function laneOf(url: string): MeterKey {
  const name = queryOf(url).get("transport");
  if (name === null) return "control";
  return isTransport(name) ? name : refuse("bad-query", "transport", "one of the four", name);
}

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { RequestParamHandler } from "express";
import { parseSession } from "#protocol/channel-name.ts";
import { parsePosition } from "#protocol/position.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { Channels } from "../channels/registry.ts";
import type { Sessions } from "../metering/sessions.ts";
import type { Wire } from "../metering/wire.ts";
import type { Admit } from "../transports/transport.ts";
import { refuseMethod } from "./errors.ts";
import { queryOf } from "./query.ts";

/** Who names no session shares this one: `curl` users need not know of sessions. */
const ANONYMOUS = "anonymous";

export interface AdmissionParts {
  readonly sessions: Sessions;
  readonly channels: Channels;
  readonly wireOf: (request: Parameters<Admit>[0]) => Wire | undefined;
  /** True for a connection that came when there were too many. */
  readonly isSurplus: (socket: Socket) => boolean;
  /** True once the server is stopping: it answers what it has, and takes nothing new. */
  readonly isDraining: () => boolean;
}

/** A connection that was there before the server began to stop may still ask. */
export function refuseDraining(): never {
  throw new Refusal("draining", "the server is going away; come back", {
    "Retry-After": "1",
    Connection: "close",
  });
}

export interface Entrance {
  /**
   * Opens the channel that a request names, where it is not all here yet, before the request goes on; one whose client
   * has left does not. What goes wrong is told by `admit`, once it is known who pays for the answer.
   */
  readonly openFirst: RequestParamHandler;
  readonly admit: Admit;
}

/** Reads session, channel and position of a request, and has its bytes booked to the session's lane. */
export function createAdmission({
  sessions,
  channels,
  wireOf,
  isSurplus,
  isDraining,
}: AdmissionParts): Entrance {
  const unopened = new WeakMap<IncomingMessage, unknown>();

  const openFirst: RequestParamHandler = (request, _response, next, name: string) => {
    const opening = isDraining() ? undefined : channels.prepare(name);
    if (!opening) return next();
    opening
      .catch((error: unknown) => void unopened.set(request, error))
      .then(() => request.socket.destroyed || next());
  };

  const admit: Admit = (request, payer) => {
    if (isDraining()) refuseDraining();
    if (isSurplus(request.socket))
      throw new Refusal(
        "too-many-connections",
        "connection: expected one that there is room for, got one more",
        {
          "Retry-After": "5",
          Connection: "close",
        },
      );
    // The head of a poll alone would be counted as the whole of it. That of a stream says whether it would open.
    if (request.method === "HEAD" && payer !== "sse") refuseMethod(request, "GET");
    const query = queryOf(request.url);
    const session = sessions.enter(parseSession(query.get("session") ?? ANONYMOUS));
    const lane = session.lane(payer);
    wireOf(request)?.charge(lane);
    lane.requests += 1;
    if (unopened.has(request)) throw unopened.get(request);
    const channel = channels.open(String(request.params.channel), session.id);
    const after = query.get("after");
    const author = { session: session.id, user: undefined };
    return { channel, author, lane, query, after: after ? parsePosition(after) : undefined };
  };

  return { openFirst, admit };
}

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Request, RequestParamHandler } from "express";
import { parseSession } from "#protocol/channel-name.ts";
import type { MeterKey } from "#protocol/meter.ts";
import { type Position, parsePosition } from "#protocol/position.ts";
import { Refusal } from "#protocol/refusal.ts";
import type { Pass } from "../access/tokens.ts";
import type { Author } from "../channels/channel.ts";
import type { Channels } from "../channels/registry.ts";
import type { SlowReaders } from "../delivery/backpressure.ts";
import type { Queues } from "../delivery/queues.ts";
import type { Sessions } from "../metering/sessions.ts";
import type { Tally } from "../metering/tally.ts";
import type { Wire } from "../metering/wire.ts";
import type { Attendance } from "../presence/attendance.ts";
import type { Admission, Admit } from "../transports/transport.ts";
import { refuseMethod } from "./errors.ts";
import { queryOf } from "./query.ts";
import { slowReadersOf } from "./slow-choice.ts";

/** The routes by which one listens, as Express takes them. */
const LISTENING = /\/(short-polling|long-polling|sse|websocket)\/?$/i;

/** Who names no session shares this one: `curl` users need not know of sessions. */
const ANONYMOUS = "anonymous";

export interface AdmissionParts {
  readonly sessions: Sessions;
  readonly channels: Channels;
  readonly readToken: (token: string) => Promise<Pass>;
  readonly wireOf: (request: Parameters<Admit>[0]) => Wire | undefined;
  /** True for a connection that came when there were too many. */
  readonly isSurplus: (socket: Socket) => boolean;
  /** True once the server is stopping: it answers what it has, and takes nothing new. */
  readonly isDraining: () => boolean;
  readonly attendance: Attendance;
  readonly slow: SlowReaders;
  readonly queues: Queues;
  /** All that readers of prices are told. */
  readonly pricesTold: Tally;
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
   * Reads the token of a request for a channel that servers share, and opens that channel, before the request goes on;
   * one whose client has left does not. What goes wrong is told by `admit`, once it is known who pays for the answer.
   */
  readonly openFirst: RequestParamHandler;
  /** Books the request to the session's lane, and says whose it is. */
  readonly enter: Enter;
  /** The same, and opens the channel to who may listen to it. */
  readonly admit: Admit;
}

export type Enter = (request: Request, payer: MeterKey) => Entered;

type Entered = Pick<Admission, "author" | "expiresAt" | "lane" | "query">;

export function createAdmission(parts: AdmissionParts): Entrance {
  const { sessions, channels, readToken, wireOf, isSurplus, isDraining, attendance, pricesTold } = parts;
  const passes = new WeakMap<IncomingMessage, Pass>();
  const refusals = new WeakMap<IncomingMessage, unknown>();

  const openFirst: RequestParamHandler = (request, _response, next, name: string) => {
    if (isDraining() || !channels.isShared(name)) return next();
    prepare(request, name)
      .catch((error: unknown) => void refusals.set(request, error))
      .then(() => request.socket.destroyed || next());
  };

  async function prepare(request: Request, name: string): Promise<void> {
    const query = queryOf(request.url);
    const token = query.get("token") ?? /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const pass = token === undefined ? undefined : await readToken(token);
    if (pass) passes.set(request, pass);
    if (!LISTENING.test(request.path)) return;
    channels.admit(name, { session: query.get("session") ?? ANONYMOUS, user: pass?.user });
    await channels.prepare(name);
    const heard = pass && heardBy(request, query);
    if (heard) await channels.confirm(name, heard);
  }

  const enter: Enter = (request, payer) => {
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
    if (refusals.has(request)) throw refusals.get(request);
    const pass = passes.get(request);
    return { lane, query, author: { session: session.id, user: pass?.user }, expiresAt: pass?.expiresAt };
  };

  const admit: Admit = (request, payer) => {
    const entered = enter(request, payer);
    const channel = channels.open(String(request.params.channel), entered.author.session);
    let goodbye: () => unknown = () => {};
    if (channels.isShared(channel.name)) {
      channels.admit(channel.name, entered.author);
      attend(request, channel.name, entered.author, payer, () => goodbye());
    }
    const { lane, query, author } = entered;
    const after = query.get("after");
    return {
      ...entered,
      channel,
      deliveries: channel.name.startsWith("price:") ? pricesTold.join(lane) : lane,
      slow: slowReadersOf(channel, query.get("slow"), author.session, parts),
      after: after ? parsePosition(after) : undefined,
      onGoodbye: (end) => {
        goodbye = end;
      },
    };
  };

  /** They are there until the request has ended, which its response tells. */
  function attend(request: Request, channel: string, author: Author, payer: MeterKey, end: () => void): void {
    if (payer === "control") return;
    request.res?.once("close", attendance.arrive(channel, author, payer, end));
  }

  return { openFirst, enter, admit };
}

/** Where a client that listens says that it was; an EventSource that comes back says it in a header. */
function heardBy({ path, headers }: Request, query: URLSearchParams): Position | undefined {
  const lastEventId = /\/sse\/?$/i.test(path) ? headers["last-event-id"] : undefined;
  if (lastEventId) return parsePosition(String(lastEventId), "Last-Event-ID");
  const after = query.get("after");
  return after ? parsePosition(after) : undefined;
}

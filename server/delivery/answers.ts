import type { Response } from "express";
import type { Position } from "#protocol/position.ts";
import type { Channel } from "../channels/channel.ts";
import type { Deliveries } from "./backpressure.ts";
import { shareBatches } from "./batches.ts";
import { resume } from "./resume.ts";

interface Polled extends Deliveries {
  emptyResponses: number;
}

/** The answers to a poll, short or long: a JSON array of envelopes, or nothing. */
export interface Answers {
  /** True where there is something to say to a reader who was at `after`. */
  hasNews(channel: Channel, after: Position | undefined): boolean;
  /** 200 with the messages since `after`, or with the `reset` that stands for them; `[]` where there are none. */
  news(response: Response, channel: Channel, after: Position | undefined, lane: Polled): void;
  /** 204 or 304: no body, no message. */
  nothing(response: Response, status: 204 | 304, lane: Polled): void;
}

export function createAnswers(now: () => number): Answers {
  // A string, not a buffer: Node then sends head and body in one write.
  const arrayOf = shareBatches((messages) => `[${messages.map(({ bytes }) => bytes.toString()).join(",")}]`);

  return {
    hasNews(channel, after) {
      const { cursor, notice } = resume(channel, after, now);
      return notice !== undefined || cursor < channel.log.head;
    },
    news(response, channel, after, lane) {
      const { log } = channel;
      const { cursor, notice } = resume(channel, after, now);
      const count = Math.max(0, log.head - cursor);
      lane.messages += count;
      lane.payloadBytes += log.bytesAfter(cursor) + (notice?.bytes.length ?? 0);
      if (count === 0 && !notice) lane.emptyResponses += 1;
      beBrief(response);
      const body = notice ? `[${notice.bytes}]` : arrayOf(log, cursor + 1, log.head);
      response.writeHead(200, {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Content-Length": Buffer.byteLength(body),
      });
      response.end(body);
    },
    nothing(response, status, lane) {
      lane.emptyResponses += 1;
      beBrief(response);
      response.writeHead(status, { "Cache-Control": "no-store" });
      response.end();
    },
  };
}

/**
 * HTTP/1.1 keeps a connection unless told otherwise (RFC 9112 §9.3), so `Connection: keep-alive` and `Keep-Alive` say
 * nothing new: 48 bytes of each answer.
 */
function beBrief(response: Response): void {
  if (response.shouldKeepAlive && response.req.httpVersionMinor === 1) response.removeHeader("Connection");
}

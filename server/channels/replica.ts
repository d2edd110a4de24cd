import type { ChannelKind } from "#protocol/channel-name.ts";
import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Channel } from "./channel.ts";
import { createLog, type LogLimits } from "./log.ts";
import { createNews } from "./news.ts";

/** A channel whose log is kept elsewhere, by many servers at once: this is what one of them has heard of it. */
export interface Replica {
  readonly channel: Channel;
  /** A life of the log begins, with the message after `start`. Readers who were in another are told so. */
  begin(start: Position): void;
  message(envelope: Envelope): void;
}

export interface ReplicaParts {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly limits: LogLimits;
  readonly accept: Channel["accept"];
}

export function createReplica({ name, kind, limits, accept }: ReplicaParts): Replica {
  const log = createLog(name, "", limits);
  const news = createNews();
  return {
    channel: {
      name,
      kind,
      log,
      accept,
      onNews: news.onNews,
      get listeners() {
        return news.listeners;
      },
    },
    begin(start) {
      log.begin(start);
      news.tell();
    },
    message(envelope) {
      log.take(envelope);
      news.tell();
    },
  };
}

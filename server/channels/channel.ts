import type { ChannelKind } from "#protocol/channel-name.ts";
import type { Envelope } from "#protocol/envelope.ts";
import type { Publication } from "#protocol/frames.ts";
import type { Position } from "#protocol/position.ts";
import type { User } from "#protocol/token.ts";
import type { Log, Message } from "./log.ts";
import { createNews } from "./news.ts";

/** A named log that tells its listeners when there is news. */
export interface Channel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly log: Log;
  /**
   * Takes what a client says, and resolves with the position of what follows from it, once that is safe in the log.
   * Rejects with a `Refusal` for what it does not take.
   */
  accept(publication: Publication, author: Author): Promise<Position | undefined>;
  /** Calls `listener` after news; returns the way to stop. It says that there is news, not which. */
  onNews(listener: () => void): () => void;
  readonly listeners: number;
  /** Calls `listener` with what is said in passing: it is in no log, and who does not listen now never hears it. */
  onWhisper(listener: (whisper: Whisper) => void): () => void;
}

/** An envelope that stands in no log; its seq is the newest there was. */
export interface Whisper {
  readonly envelope: Envelope;
  readonly bytes: Buffer;
}

/** Who says something. */
export interface Author {
  readonly session: string;
  /** As their token names them; undefined where a channel wants none. */
  readonly user: User | undefined;
}

/** A channel whose log has its only copy here. */
export interface LocalChannel extends Channel {
  publish(type: string, payload: unknown): Message;
}

export interface ChannelParts {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly log: Log;
  readonly now: () => number;
  readonly accept: (publication: Publication, channel: LocalChannel) => Message;
}

export function createChannel({ name, kind, log, now, accept }: ChannelParts): LocalChannel {
  const news = createNews();
  const channel: LocalChannel = {
    name,
    kind,
    log,
    publish(type, payload) {
      const message = log.append(type, payload, now());
      news.tell();
      return message;
    },
    accept: async (publication) => accept(publication, channel).envelope,
    onNews: news.onNews,
    onWhisper: () => () => {}, // who listens to a counter hears it count
    get listeners() {
      return news.listeners;
    },
  };
  return channel;
}

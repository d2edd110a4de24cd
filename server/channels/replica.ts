import type { ChannelKind } from "#protocol/channel-name.ts";
import { type Envelope, encodeEnvelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Channel, Whisper } from "./channel.ts";
import { createLog, type LogLimits } from "./log.ts";
import { createNews } from "./news.ts";

/** A channel whose log is kept elsewhere, by many servers at once: this is what one of them has heard of it. */
export interface Replica {
  readonly channel: Channel;
  /** A life of the log begins, with the message after `start`. Readers who were in another are told so. */
  begin(start: Position): void;
  message(envelope: Envelope): void;
  whisper(type: string, payload: unknown, at: number): void;
}

export interface ReplicaParts {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly limits: LogLimits;
  readonly accept: Channel["accept"];
}

export function createReplica({ name, kind, limits, accept }: ReplicaParts): Replica {
  const log = createLog(name, "", limits, true);
  const news = createNews();
  const whispered = new Set<(whisper: Whisper) => void>();
  return {
    channel: {
      name,
      kind,
      log,
      accept,
      onNews: news.onNews,
      onWhisper(listener) {
        whispered.add(listener);
        return () => void whispered.delete(listener);
      },
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
    whisper(type, payload, at) {
      const envelope: Envelope = { v: 1, type, channel: name, epoch: log.epoch, seq: log.head, at, payload };
      const whisper = { envelope, bytes: Buffer.from(encodeEnvelope(envelope)) };
      for (const listener of whispered) listener(whisper);
    },
  };
}

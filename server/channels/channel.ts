import type { ChannelKind } from "#protocol/channel-name.ts";
import type { Publication } from "#protocol/frames.ts";
import type { Log, Message } from "./log.ts";

/** A named log that tells its listeners when there is news. */
export interface Channel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly log: Log;
  /** Appends, and tells the listeners at the end of this turn of the event loop: a burst wakes each of them once. */
  publish(type: string, payload: unknown): Message;
  /** Takes what a client says, and publishes what follows from it. Throws a `Refusal` for what it does not take. */
  accept(publication: Publication): Message;
  /** Calls `listener` after news; returns the way to stop. It says that there is news, not which. */
  onNews(listener: () => void): () => void;
  readonly listeners: number;
}

export interface ChannelParts {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly log: Log;
  readonly now: () => number;
  readonly accept: (publication: Publication, channel: Channel) => Message;
}

export function createChannel({ name, kind, log, now, accept }: ChannelParts): Channel {
  const listeners = new Set<() => void>();
  let waking = false;

  function wake(): void {
    waking = false;
    for (const listener of listeners) listener();
  }

  const channel: Channel = {
    name,
    kind,
    log,
    publish(type, payload) {
      const message = log.append(type, payload, now());
      if (!waking) {
        waking = true;
        queueMicrotask(wake);
      }
      return message;
    },
    accept: (publication) => accept(publication, channel),
    onNews(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get listeners() {
      return listeners.size;
    },
  };
  return channel;
}

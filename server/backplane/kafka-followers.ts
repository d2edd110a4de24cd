import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Subscriber } from "./backplane.ts";

/** Who follows which channel, and which life of it each was told last. */
export interface Followers {
  /** Begins with what is kept; returns the way to stop. */
  add(channel: string, subscriber: Subscriber, kept: Kept): () => void;
  /** Tells those who follow its channel; first `begin`, where that is another life than they were told. */
  hear(envelope: Envelope): void;
  /** Tells `begin` to all who are in another life than their channel is now. */
  renew(startOf: (channel: string) => Position): void;
  clear(): void;
}

/** The start of a channel's life, and what is kept of it. */
export interface Kept {
  readonly start: Position;
  readonly kept: readonly Envelope[];
}

interface Follower {
  readonly subscriber: Subscriber;
  epoch: string;
}

export function createFollowers(): Followers {
  const channels = new Map<string, Set<Follower>>();

  function begin(follower: Follower, start: Position): void {
    if (follower.epoch === start.epoch) return;
    follower.epoch = start.epoch;
    follower.subscriber.begin(start);
  }

  return {
    add(channel, subscriber, { start, kept }) {
      const follower: Follower = { subscriber, epoch: "" };
      const set = channels.get(channel) ?? new Set();
      channels.set(channel, set.add(follower));
      begin(follower, start);
      for (const envelope of kept) subscriber.message(envelope);
      return () => {
        if (set.delete(follower) && set.size === 0) channels.delete(channel);
      };
    },
    hear(envelope) {
      const { channel, epoch, seq } = envelope;
      for (const follower of channels.get(channel) ?? []) {
        begin(follower, { epoch, seq: seq - 1 });
        follower.subscriber.message(envelope);
      }
    },
    renew(startOf) {
      for (const [channel, set] of channels) for (const follower of set) begin(follower, startOf(channel));
    },
    clear: () => channels.clear(),
  };
}

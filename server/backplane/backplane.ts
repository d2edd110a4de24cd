import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";

/**
 * What lets many servers speak as one: the logs of their shared channels, and a way to call to each other.
 *
 * Guarantees, of each kind alike, and tested by one suite:
 * - **Order.** A channel's messages have seqs from 1 without holes, and each subscriber is told them in that order.
 * - **Once.** A message published again with the same id, by any server, is not said twice: its first position comes back.
 * - **Nothing acknowledged is lost.** What `publish` has resolved for is told to each subscriber, after whatever loss of
 *   the connection, or the subscriber is told `begin`: the log has another life, or was cut off at its beginning.
 * - **No silence.** While the backplane is away `state` says so and `publish` rejects; what was told stays told.
 * - **Bounded.** A channel keeps its newest `keep` messages (in memory 1 MiB of them at most), and remembers the ids of at least as many.
 */
export interface Backplane {
  readonly kind: BackplaneKind;
  readonly state: BackplaneState;
  /** Calls `listener` after each change of `state`; returns the way to stop. */
  onState(listener: (state: BackplaneState) => void): () => void;
  /**
   * Follows a channel's log: `begin` and all that is kept come before this resolves, then every message as it is said.
   * Rejects with a `Refusal` (`backplane-lost`) while the backplane is away.
   */
  subscribe(channel: string, subscriber: Subscriber): Promise<() => void>;
  /**
   * Resolves once the message is safe in the log, with its position. Rejects with a `Refusal` (`backplane-lost`) where
   * that is not known; the same id may then be published again.
   */
  publish(entry: Entry): Promise<Position>;
  /**
   * A reader has heard what subscribers here have not: resolves once it is told to them. Where the log no longer has it, as
   * a Redis that came back with less, the log begins another life, and all are told that.
   */
  confirm(channel: string, heard: Position): Promise<void>;
  /** Calls to all servers that listen at this moment, this one included. Kept by nobody, lost if the backplane is away. */
  announce(text: string): void;
  onAnnouncement(listener: (text: string) => void): () => void;
  close(): Promise<void>;
}

/** A channel remembers the ids of its newest messages: so many, or as many as it keeps. An older one said again is said twice. */
export const REMEMBERED_IDS = 1000;

/** `none`: each server has a memory of its own, and hears nothing of the others: the silent failure, on purpose. */
export type BackplaneKind = "none" | "memory" | "redis" | "kafka";

export type BackplaneState = "connecting" | "ready" | "lost";

export interface Entry {
  readonly channel: string;
  /** Made by who speaks; within the channel it stands for this message, however often it is sent. */
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  /** ms since 1970, by the clock of the server that it was said to. */
  readonly at: number;
  /** So many messages of the channel are kept at most. */
  readonly keep: number;
}

/** Hears a log. Neither call may throw. */
export interface Subscriber {
  /** A life of the log begins, with the message after `seq`: at first, and whenever what was heard before does not go on. */
  begin(start: Position): void;
  /** The next message: its seq is one above that of the last, or of `begin`. */
  message(envelope: Envelope): void;
}

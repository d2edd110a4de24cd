import type { Socket } from "node:net";
import type { DroppedPayload } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Channel } from "../channels/channel.ts";
import type { Batch } from "./batches.ts";
import type { FanOut, Member, Said } from "./fan-out.ts";
import type { Queue } from "./queues.ts";
import { createNotice, type Notice, resume } from "./resume.ts";

const NOTHING = Buffer.alloc(0);

/** What to do for a reader who is slower than the channel, once more than `queueBytes` wait for it. */
export type SlowPolicy = "coalesce" | "drop-oldest" | "disconnect";

export interface SlowReaders {
  readonly queueBytes: number;
  /** Left out: coalesce on a state channel, disconnect on a log channel. */
  readonly policy?: SlowPolicy;
  /**
   * Given: the textbook's mistake, to be looked at. All is written at once, however much waits already, and this alone says
   * when it is too much.
   */
  readonly isOverfull?: (queueBytes: number) => boolean;
  /** Is given the reader's queue to look at, until the returned function is called. */
  readonly watch?: (read: () => Queue) => () => void;
}

/** What a feed has delivered; the meter of the lane counts it. */
export interface Deliveries {
  messages: number;
  coalesced: number;
  payloadBytes: number;
}

export interface FeedDeliveries extends Deliveries {
  /** To be called before the counts are read: they book what was counted for many at once. */
  readonly unbooked: Pick<Set<() => void>, "add" | "delete">;
}

export interface FeedParts {
  readonly channel: Channel;
  readonly socket: Socket;
  readonly batch: Batch<Buffer>;
  /** Where the channel's readers by this transport are told together, while they keep up. */
  readonly fanOut: FanOut;
  readonly encodeNotice: (notice: Notice) => Buffer;
  readonly deliveries: FeedDeliveries;
  readonly slow: SlowReaders;
  readonly now: () => number;
  /** False once the transport has said its last word, and only waits for the socket to close. */
  readonly mayWrite?: () => boolean;
  /** The policy is to disconnect, and it is time. */
  readonly tooSlow: () => void;
}

export interface Feed {
  /** The seq up to which everything was written. */
  readonly cursor: number;
  resume(after: Position | undefined): void;
  /** Writes bytes of the transport's own, between messages. */
  write(bytes: Buffer): void;
  /** Tells what is in no log, unless the reader is still busy: it would be stale by then. */
  whisper(whisper: Notice): void;
  close(): void;
}

/**
 * Delivers a channel to one socket. The log is the queue and the reader is a place in it: nothing is buffered per client
 * beyond the write under way. While the socket is still busy with that, the reader falls behind, by so many bytes of the
 * log; the policy says what happens when these are too many. What is left out is counted, and told in a `dropped` notice.
 */
export function createFeed({
  channel,
  socket,
  batch,
  fanOut,
  encodeNotice,
  deliveries,
  slow,
  now,
  mayWrite = () => true,
  tooSlow,
}: FeedParts): Feed {
  const { log } = channel;
  const policy = slow.policy ?? (channel.kind === "state" ? "coalesce" : "disconnect");
  let cursor = 0;
  let { epoch } = log;
  let firstDropped = 0; // 0: none since the last notice
  let open = false;
  let stopListening = () => {};
  /** While the reader keeps up: what the others had been told when it joined them, or when that was last booked. */
  let since: Said | undefined;
  const member: Member = { socket, fellBehind };
  const unwatch = slow.watch?.(() => ({
    queueBytes: socket.writableLength,
    behindBytes: log.bytesAfter(since ? fanOut.cursor : cursor),
  }));

  function listen(): void {
    stopListening();
    stopListening = channel.onNews(pump);
  }

  /** The kernel did not take all: from here on the reader is told by itself. */
  function fellBehind(): void {
    leaveOthers();
    listen();
    if (socket.writableLength > 0) socket.write(NOTHING, flushed);
  }

  /** The reader has heard all and waits for more, as the others do. */
  function joinOthers(): void {
    if (socket.writableLength > 0 || !mayWrite() || !fanOut.join(member)) return;
    stopListening();
    since = fanOut.said;
    deliveries.unbooked.add(book);
  }

  function leaveOthers(): void {
    if (!since) return;
    book();
    cursor = fanOut.cursor;
    since = undefined;
    deliveries.unbooked.delete(book);
    fanOut.leave(member);
  }

  function book(): void {
    if (!since) return;
    const { messages, payloadBytes } = fanOut.said;
    deliveries.messages += messages - since.messages;
    deliveries.payloadBytes += payloadBytes - since.payloadBytes;
    since = fanOut.said;
  }

  function pump(): void {
    if (!open || since || !mayWrite()) return;
    if (epoch !== log.epoch) {
      resumeAfter({ epoch, seq: cursor });
      return;
    }
    if (cursor >= log.head) {
      if (cursor === log.head) joinOthers();
      return;
    }
    // Bytes that the kernel did not take at once wait in the socket: the reader is busy, and `flushed` calls again.
    const busy = socket.writableLength > 0 && !slow.isOverfull;
    if (busy || cursor + 1 < log.oldest) shed();
    if (busy || !open) return;
    if (firstDropped > 0) tellDropped();
    const bytes = batch(log, cursor + 1, log.head);
    deliveries.messages += log.head - cursor;
    deliveries.payloadBytes += log.bytesAfter(cursor);
    cursor = log.head;
    // A slice of a shared slab would keep all of that alive, many times its own size, for as long as it waits.
    say(slow.isOverfull ? Buffer.from(new Uint8Array(bytes).buffer) : bytes);
    if (socket.writableLength > 0 && slow.isOverfull?.(socket.writableLength)) letGo();
    else joinOthers();
  }

  function letGo(): void {
    close();
    tooSlow();
  }

  /**
   * Writes, and asks to be called only where the kernel did not take it all at once: a callback of each write costs as
   * much again as all else that we do for it. An empty write waits its turn behind the bytes, and sends nothing.
   */
  function say(bytes: Buffer): void {
    socket.write(bytes);
    if (socket.writableLength > 0) socket.write(NOTHING, flushed);
  }

  function flushed(error?: Error | null): void {
    if (!error) pump();
  }

  /** Makes room by the policy, where too much waits. The newest message is never dropped. */
  function shed(): void {
    const forgotten = cursor + 1 < log.oldest;
    if (!forgotten && (log.bytesAfter(cursor) <= slow.queueBytes || cursor + 1 >= log.head)) return;
    if (policy === "disconnect") {
      letGo();
      return;
    }
    let keepAfter = policy === "coalesce" ? log.head - 1 : Math.max(cursor, log.oldest - 1);
    while (keepAfter + 1 < log.head && log.bytesAfter(keepAfter) > slow.queueBytes) keepAfter += 1;
    deliveries.coalesced += keepAfter - cursor;
    if (firstDropped === 0) firstDropped = cursor + 1;
    cursor = keepAfter;
  }

  function tellDropped(): void {
    const payload: DroppedPayload = {
      from: firstDropped,
      to: cursor,
      policy: policy as DroppedPayload["policy"],
    };
    firstDropped = 0;
    writeNotice(createNotice(channel, "dropped", cursor, payload, now()));
  }

  function writeNotice(notice: Notice): void {
    if (!mayWrite()) return;
    deliveries.payloadBytes += notice.bytes.length;
    say(encodeNotice(notice));
  }

  function resumeAfter(after: Position | undefined): void {
    leaveOthers();
    listen();
    const resumption = resume(channel, after, now);
    epoch = log.epoch;
    cursor = resumption.cursor;
    firstDropped = 0;
    open = true;
    if (resumption.notice) writeNotice(resumption.notice);
    pump();
  }

  function close(): void {
    open = false;
    leaveOthers();
    stopListening();
    unwatch?.();
  }

  return {
    get cursor() {
      return since ? fanOut.cursor : cursor;
    },
    resume: resumeAfter,
    write(bytes) {
      if (mayWrite()) say(bytes);
    },
    whisper(whisper) {
      if (open && socket.writableLength === 0) writeNotice(whisper);
    },
    close,
  };
}

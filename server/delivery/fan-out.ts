import type { Socket } from "node:net";
import type { Channel } from "../channels/channel.ts";
import type { Batch } from "./batches.ts";

/** One of the readers who keep up. */
export interface Member {
  readonly socket: Socket;
  /** The kernel did not take all that was written: from here on the reader has a place of its own in the log. */
  fellBehind(): void;
}

/** What was said to all members so far; the difference of two readings is what one of them was told in between. */
export interface Said {
  readonly messages: number;
  readonly payloadBytes: number;
}

export interface FanOut {
  /** The seq that all members have been told. */
  readonly cursor: number;
  readonly said: Said;
  /** Takes in a reader who has been told all up to the newest message; false where the members are not there yet. */
  join(member: Member): boolean;
  leave(member: Member): void;
}

/**
 * The readers of a channel who keep up. They differ in nothing, so nothing is kept of each but its socket: a message costs
 * one write each, and no look at anything else, which at a thousand readers is a wait for memory each.
 */
export function createFanOut(channel: Channel, batch: Batch<Buffer>): FanOut {
  const { log } = channel;
  const sockets: Socket[] = [];
  const members: Member[] = [];
  const places = new Map<Member, number>();
  let { epoch, head: cursor } = log;
  let messages = 0;
  let payloadBytes = 0;
  let stopListening = () => {};

  function tell(): void {
    const isAnotherLife = epoch !== log.epoch;
    if (cursor === log.head && !isAnotherLife) return;
    // Another life of the log, or a burst larger than it: each must be told by itself what it missed.
    if (isAnotherLife || cursor + 1 < log.oldest) {
      for (const member of [...members]) member.fellBehind();
      return;
    }
    const bytes = batch(log, cursor + 1, log.head);
    messages += log.head - cursor;
    payloadBytes += log.bytesAfter(cursor);
    cursor = log.head;
    // From the end, so that one who leaves has its place taken by one who was told already.
    for (let place = sockets.length - 1; place >= 0; place -= 1) {
      const socket = sockets[place] as Socket;
      if (socket.writableEnded) continue;
      socket.write(bytes);
      if (socket.writableLength > 0) members[place]?.fellBehind();
    }
  }

  return {
    get cursor() {
      return cursor;
    },
    get said() {
      return { messages, payloadBytes };
    },
    join(member) {
      if (sockets.length === 0) {
        epoch = log.epoch;
        cursor = log.head;
        stopListening = channel.onNews(tell);
      } else if (cursor !== log.head || epoch !== log.epoch) return false;
      places.set(member, sockets.length);
      members.push(member);
      sockets.push(member.socket);
      return true;
    },
    leave(member) {
      const place = places.get(member);
      if (place === undefined) return;
      places.delete(member);
      const [last, lastSocket] = [members.pop() as Member, sockets.pop() as Socket];
      if (last !== member) {
        members[place] = last;
        sockets[place] = lastSocket;
        places.set(last, place);
      }
      if (sockets.length === 0) stopListening();
    },
  };
}

/** The fan-outs of one transport, a channel each. */
export function createFanOuts(batch: Batch<Buffer>): (channel: Channel) => FanOut {
  const fanOuts = new WeakMap<Channel, FanOut>();
  return (channel) => {
    const fanOut = fanOuts.get(channel) ?? createFanOut(channel, batch);
    fanOuts.set(channel, fanOut);
    return fanOut;
  };
}

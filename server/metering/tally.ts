import type { Lane } from "./lane.ts";

/** What all readers of some channels were told together, by whatever transport. */
export interface Tally {
  /** A lane's counts, which from now on count for the tally as well. */
  join(lane: Lane): Told;
  read(): { readonly messages: number; readonly coalesced: number };
}

type Told = Pick<Lane, "messages" | "coalesced" | "payloadBytes" | "emptyResponses"> & {
  readonly unbooked: Pick<Lane["unbooked"], "add" | "delete">;
};

export function createTally(): Tally {
  const sum = { messages: 0, coalesced: 0 };
  const unbooked = new Set<() => void>();
  return {
    join: (lane) => ({
      get messages() {
        return lane.messages;
      },
      set messages(count) {
        sum.messages += count - lane.messages;
        lane.messages = count;
      },
      get coalesced() {
        return lane.coalesced;
      },
      set coalesced(count) {
        sum.coalesced += count - lane.coalesced;
        lane.coalesced = count;
      },
      get payloadBytes() {
        return lane.payloadBytes;
      },
      set payloadBytes(bytes) {
        lane.payloadBytes = bytes;
      },
      get emptyResponses() {
        return lane.emptyResponses;
      },
      set emptyResponses(count) {
        lane.emptyResponses = count;
      },
      unbooked: {
        add(book) {
          unbooked.add(book);
          return lane.unbooked.add(book);
        },
        delete(book) {
          unbooked.delete(book);
          return lane.unbooked.delete(book);
        },
      },
    }),
    read() {
      for (const book of unbooked) book();
      return { ...sum };
    },
  };
}

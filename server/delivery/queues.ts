import type { Guard } from "#protocol/prices.ts";

/** What waits for a reader. */
export interface Queue {
  /** In this process: written, and not yet taken by the kernel. */
  readonly queueBytes: number;
  /** In the log, which all readers share. */
  readonly behindBytes: number;
}

/** The queues of readers that chose how to be treated when they are slow. */
export interface Queues {
  /** Watches the queue of a session's reader, until the returned function is called. */
  watch(session: string, read: () => Queue): () => void;
  /** True where so much waits, for one reader or for all, that this one must go. */
  isOverfull(queueBytes: number): boolean;
  /** All that waits for a session; undefined where none of its readers is here. */
  of(session: string): Queue | undefined;
  readonly guard: Guard;
}

/** Without the guard, one stalled reader with an unbounded queue is the end of the server. */
export function createQueues(guard: Guard): Queues {
  const readers = new Map<() => Queue, string>();
  return {
    guard,
    watch(session, read) {
      readers.set(read, session);
      return () => void readers.delete(read);
    },
    isOverfull(queueBytes) {
      if (queueBytes > guard.readerBytes) return true;
      let all = 0;
      for (const read of readers.keys()) all += read().queueBytes;
      return all > guard.allBytes;
    },
    of(session) {
      const queues = [...readers].filter(([, owner]) => owner === session).map(([read]) => read());
      if (queues.length === 0) return undefined;
      return {
        queueBytes: queues.reduce((sum, queue) => sum + queue.queueBytes, 0),
        behindBytes: queues.reduce((sum, queue) => sum + queue.behindBytes, 0),
      };
    },
  };
}

import type { Socket } from "node:net";

/** A socket whose other end reads only when the test says so. */
export interface SlowSocket {
  /** What a feed or a heartbeat is given. */
  readonly socket: Socket;
  /** The other end reads all that waits. */
  flush(): void;
  /** From now on the other end reads all at once, or only when it is told to. */
  keepUp(does: boolean): void;
  /** All that was written, read or not. */
  readonly written: readonly Buffer[];
  /** Bytes came in from the other end. */
  hear(bytes: number): void;
  /** Bytes begin to wait. */
  block(bytes: number): void;
}

export function createSlowSocket(): SlowSocket {
  const written: Buffer[] = [];
  const waiting: (() => void)[] = [];
  let keepsUp = false;
  const counts = { bytesRead: 0, bytesWritten: 0, writableLength: 0 };
  const socket = Object.assign(counts, {
    write(bytes: Buffer, flushed?: () => void): boolean {
      counts.bytesWritten += bytes.length;
      if (bytes.length > 0) written.push(bytes); // an empty write only waits its turn
      if (keepsUp && counts.writableLength === 0) {
        if (flushed) queueMicrotask(flushed);
        return true;
      }
      counts.writableLength += bytes.length;
      if (flushed) waiting.push(flushed);
      return false;
    },
  });
  return {
    socket: socket as unknown as Socket,
    written,
    flush() {
      counts.writableLength = 0;
      for (const flushed of waiting.splice(0)) flushed();
    },
    keepUp(does) {
      keepsUp = does;
    },
    hear(bytes) {
      counts.bytesRead += bytes;
    },
    block(bytes) {
      counts.writableLength += bytes;
    },
  };
}

import type { Server, Socket } from "node:net";

type Write = (...args: unknown[]) => number;
/** Node's ways from a socket to libuv. Each call tries one `write(2)` or `writev(2)` at once. */
const WRITES = ["writeBuffer", "writev", "writeUtf8String", "writeLatin1String", "writeAsciiString"] as const;

/** Counts the writes of all sockets of a server below everything that JavaScript could hide: at Node's own handle. */
export function countWrites(server: Server): { start(): void; read(): number } {
  let handle: Record<string, Write> | undefined;
  let count = 0;
  server.once("connection", (socket: Socket) => {
    handle = Object.getPrototypeOf((socket as unknown as { _handle: object })._handle);
  });
  return {
    start() {
      for (const name of handle ? WRITES : []) {
        const write = handle?.[name];
        if (!handle || !write) continue;
        handle[name] = function (this: unknown, ...args) {
          count += 1;
          return write.apply(this, args);
        };
      }
    },
    read: () => count,
  };
}

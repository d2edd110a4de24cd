import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Beyond the limit so many more may connect: to be told so, and for who looks after a full server. */
const RESERVE = 100;

/** Bounds the connections of a server. The returned function tells those that came when it was full. */
export function limitConnections(server: Server, count: number): (socket: Socket) => boolean {
  const surplus = new WeakSet<Socket>();
  let open = 0;
  server.maxConnections = count + RESERVE;
  server.on("connection", (socket: Socket) => {
    open += 1;
    if (open > count) surplus.add(socket);
    socket.once("close", () => {
      open -= 1;
    });
  });
  return (socket) => surplus.has(socket);
}

import type { Socket } from "node:net";

/** After our FIN the other side has so long to end as well, ms. */
const LINGER_MS = 1000;
/** Turns of the event loop that a connection may go on speaking before it is reset all the same. */
const TURNS = 64;

/** Sends a FIN, and hears out what still comes: closed at once, a socket would answer that with a RST. */
export function letGo(socket: Socket): void {
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}

/** Hears and says nothing any more, until the other side goes by itself. */
export function swallow(socket: Socket): void {
  socket.resume();
  socket.once("end", () => socket.destroy());
}

/** Reads what the kernel holds, so that it is counted, and then calls `then`. */
export function drain(socket: Socket, then: () => void): void {
  let turns = 0;
  let read = -1;
  function look(): void {
    turns += 1;
    const isDry = socket.bytesRead === read || turns > TURNS;
    read = socket.bytesRead;
    if (socket.destroyed) return;
    if (isDry) then();
    else setImmediate(look);
  }
  socket.resume();
  setImmediate(look);
}

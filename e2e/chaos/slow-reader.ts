import { WebSocket } from "ws";
import { channelPath, SUBPROTOCOL } from "#protocol/transports.ts";

/** Opens a WebSocket and never reads from it; when the server has had enough of it, it comes again. */
export function readSlowly(
  front: string,
  channel: string,
  token: () => string,
): { readonly cutOff: number; close(): void } {
  let cutOff = 0;
  let isClosed = false;
  let socket: WebSocket;
  let timer: NodeJS.Timeout;

  function open(): void {
    const url = `${front.replace("http:", "ws:")}${channelPath(channel, "websocket")}`;
    socket = new WebSocket(`${url}?session=slow&token=${token()}`, SUBPROTOCOL);
    socket.on("open", () => socket.pause());
    socket.on("error", () => {});
    socket.on("close", () => {
      cutOff += 1;
      if (!isClosed) timer = setTimeout(open, 1000);
    });
  }

  open();
  return {
    get cutOff() {
      return cutOff;
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket.terminate();
    },
  };
}

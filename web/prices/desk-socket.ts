import type { PricesEvent, PricesRequest } from "#protocol/prices.ts";
import { PRICES_SUBPROTOCOL } from "#protocol/transports.ts";
import { createBackoff } from "../transports/backoff.ts";
import type { Time } from "../transports/transport.ts";

/** The socket on which the page hears the figures of the flow, sets the feed and attaches phones. */
export interface DeskSocket {
  /** Says something, unless the socket is closed: then there is nobody to say it to. */
  say(request: PricesRequest): void;
  close(): void;
}

export interface DeskSocketParts {
  /** `http://…/api/sessions/{session}/prices` */
  readonly url: string;
  readonly time: Time;
  readonly random: () => number;
  readonly listener: {
    /** It is open, anew: the server knows nothing of what was said before. */
    opened(): void;
    event(event: PricesEvent): void;
    /** It broke off, and is tried again. */
    lost(): void;
  };
}

export function connectDesk({ url, time, random, listener }: DeskSocketParts): DeskSocket {
  const backoff = createBackoff({ time, random });
  let socket: WebSocket;
  let stopWaiting = () => {};

  function open(): void {
    socket = new WebSocket(url.replace(/^http/, "ws"), PRICES_SUBPROTOCOL);
    socket.onopen = () => {
      backoff.opened();
      listener.opened();
    };
    socket.onmessage = ({ data }) => listener.event(JSON.parse(String(data)) as PricesEvent);
    socket.onclose = () => {
      listener.lost();
      stopWaiting = time.after(backoff.next(), open);
    };
  }

  open();
  return {
    say(request) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(request));
    },
    close() {
      stopWaiting();
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

import type { NetworkEvent, NetworkRequest } from "#protocol/network.ts";
import { NETWORK_SUBPROTOCOL } from "#protocol/transports.ts";
import type { Time } from "../transports/transport.ts";
import { refusalIn } from "../transports/verdict.ts";

/** The page's end of a network. It lives as long as this socket does. */
export interface NetworkSocket {
  /** What is said before the network is open is said once it is. */
  say(request: Exclude<NetworkRequest, { readonly type: "open" }>): void;
  close(): void;
}

export interface NetworkSocketParts {
  /** `http://…/api/sessions/{session}/network` */
  readonly url: string;
  readonly open: Omit<Extract<NetworkRequest, { readonly type: "open" }>, "type">;
  readonly time: Time;
  readonly listener: {
    event(event: NetworkEvent): void;
    /** It is over, or never began; why, in words. Nothing more is heard. */
    gone(reason: string): void;
  };
}

/** Who has not opened five ports, and perhaps started a server, by then, will not, ms. */
const PATIENCE_MS = 30_000;

export function connectNetwork({ url, open, time, listener }: NetworkSocketParts): NetworkSocket {
  const socket = new WebSocket(url.replace(/^http/, "ws"), NETWORK_SUBPROTOCOL);
  const waiting: NetworkRequest[] = [];
  let isOpen = false;
  let isOver = false;
  const stopWaiting = time.after(PATIENCE_MS, () => lose(`no network in ${PATIENCE_MS / 1000} s`));

  socket.onopen = () => send({ type: "open", ...open });
  socket.onmessage = ({ data }) => hear(JSON.parse(String(data)) as NetworkEvent);
  socket.onclose = ({ code, reason }) => {
    if (isOver) return;
    if (isOpen || code !== 1006)
      lose(reason || (code === 1006 ? "the server is gone" : `closed with ${code}`));
    else void askWhy().then(lose); // the handshake failed, and the socket hides how
  };

  function hear(event: NetworkEvent): void {
    if (event.type === "opened") {
      isOpen = true;
      stopWaiting();
      for (const request of waiting.splice(0)) send(request);
    }
    if (event.type === "error" && !isOpen) lose(event.message);
    else listener.event(event);
  }

  /** A plain request to the same URL is refused for the same reason, and has words. */
  async function askWhy(): Promise<string> {
    try {
      const answer = await fetch(url, { cache: "no-store" });
      const refusal = refusalIn({ text: await answer.text() });
      return refusal && refusal.code !== "upgrade-required" ? refusal.message : "the connection broke off";
    } catch {
      return "the server cannot be reached";
    }
  }

  function send(request: NetworkRequest): void {
    socket.send(JSON.stringify(request));
  }

  function lose(reason: string): void {
    if (isOver) return;
    end();
    listener.gone(reason);
  }

  function end(): void {
    isOver = true;
    stopWaiting();
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  return {
    say(request) {
      if (isOpen && !isOver) send(request);
      else waiting.push(request);
    },
    close: end,
  };
}

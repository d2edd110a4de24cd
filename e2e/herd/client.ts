import { connect, type Socket } from "node:net";
import type { Policy } from "./policies.ts";

/** What one client lived through since the outage, ms since 1970. */
export interface Story {
  /** Each try: when it knocked. */
  readonly knocks: number[];
  /** TCP let it in at the server's port. */
  arrivedAt: number;
  /** The server answered: it is back. */
  backAt: number;
}

export interface ClientParts {
  readonly port: number;
  readonly policy: Policy;
  readonly session: string;
  readonly random: () => number;
  readonly opened: () => void;
}

export interface Client {
  readonly story: Story;
  close(): void;
}

/** What a stream begins with here: after so long is its client to come back, ms. */
const RETRY = /^retry: (\d+)$/m;
const ANSWER = /^HTTP\/1\.1 (101|200) /;

/**
 * A client on a bare socket: it opens its stream as a browser would, says nothing more, and comes back by its policy when
 * the connection is lost. A thousand of them are cheap.
 */
export function openClient({ port, policy, session, random, opened }: ClientParts): Client {
  const request = requestOf(policy.transport, session);
  const story: Story = { knocks: [], arrivedAt: 0, backAt: 0 };
  let attempt = 0;
  let retryMs = 0;
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isOpen = false;
  let wasOpen = false;

  function knock(): void {
    if (wasOpen) story.knocks.push(Date.now());
    let head = "";
    socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.on("connect", () => {
      story.arrivedAt = Date.now();
      socket?.write(request);
    });
    socket.on("data", (bytes) => {
      if (isOpen) return;
      head += bytes;
      const retry = RETRY.exec(head)?.[1];
      if (!ANSWER.test(head) || (policy.transport === "sse" && retry === undefined)) return;
      retryMs = Number(retry ?? 0);
      isOpen = true;
      wasOpen = true;
      attempt = 0;
      story.backAt = Date.now();
      opened();
    });
    socket.on("error", () => {}); // `close` comes after it
    socket.on("close", () => {
      isOpen = false;
      timer = setTimeout(knock, policy.waitMs(attempt, random, retryMs));
      attempt += 1;
    });
  }

  knock();
  return {
    story,
    close() {
      socket?.removeAllListeners("close");
      socket?.destroy();
      clearTimeout(timer);
    },
  };
}

/** The head that Chromium would send, without what does not matter here. */
function requestOf(transport: Policy["transport"], session: string): string {
  const lines = [`GET /channels/counter/${transport}?session=${session} HTTP/1.1`, "Host: lab"];
  if (transport === "sse") lines.push("Accept: text/event-stream");
  else
    lines.push(
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Protocol: ladder.v1",
    );
  return `${lines.join("\r\n")}\r\n\r\n`;
}

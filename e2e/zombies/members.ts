import { Agent, get } from "node:http";
import type { Position } from "#protocol/position.ts";
import { channelPath, SUBPROTOCOL, type TransportName } from "#protocol/transports.ts";

/** One peer that will die: by this transport, on this channel. */
export interface Peer {
  readonly transport: TransportName;
  readonly channel: string;
  /** `http://host:port`. */
  readonly origin: string;
  readonly session: string;
  readonly token?: string | undefined;
}

export interface Settings {
  readonly peers: readonly Peer[];
  readonly pollMs: number;
  readonly holdS: number;
}

/**
 * A client process, to be stopped or cut off: it listens by all that it is told, as plainly as can be, and says `ready` once
 * each has been answered. Whoever calls the roll is answered.
 */
function main({ peers, pollMs, holdS }: Settings): void {
  let missing = peers.length;
  for (const peer of peers) {
    let isAnswered = false;
    const answered = () => {
      if (isAnswered) return;
      isAnswered = true;
      missing -= 1;
      if (missing === 0) process.stdout.write("ready\n");
    };
    LISTEN[peer.transport](peer, answered, { pollMs, holdS }).catch(() => {}); // a peer that is cut off stays away
  }
  setInterval(() => {}, 60_000); // stays when all are cut off
}

type Listen = (
  peer: Peer,
  answered: () => void,
  settings: Pick<Settings, "pollMs" | "holdS">,
) => Promise<void>;

const LISTEN: Readonly<Record<TransportName, Listen>> = {
  async "short-polling"(peer, answered, { pollMs }) {
    const ask = createAsk();
    for (;;) {
      await ask(urlOf(peer));
      answered();
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  },

  async "long-polling"(peer, answered, { holdS }) {
    const ask = createAsk();
    let after: string | undefined;
    for (;;) {
      const body = await ask(urlOf(peer, { timeout: String(holdS), ...(after ? { after } : {}) }));
      answered();
      const last = (JSON.parse(body || "[]") as Position[]).at(-1);
      if (last) after = `${last.epoch}:${last.seq}`;
    }
  },

  async sse(peer, answered) {
    for (;;) {
      const { body } = await fetch(urlOf(peer));
      if (!body) return;
      for await (const _ of body) answered();
    }
  },

  async websocket(peer, answered) {
    const socket = new WebSocket(urlOf(peer).replace(/^http/, "ws"), SUBPROTOCOL);
    socket.onopen = answered;
  },
};

/** Asks on a connection of its own, where `fetch` would lend it to the other peers; resolves with the answer's body. */
function createAsk(): (url: string) => Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return (url) =>
    new Promise((resolve, reject) => {
      const request = get(url, { agent }, (answer) => {
        let body = "";
        answer.setEncoding("utf8");
        answer.on("data", (text: string) => {
          body += text;
        });
        answer.on("end", () => resolve(body));
      });
      request.on("error", reject);
    });
}

function urlOf(
  { origin, channel, transport, session, token }: Peer,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ session, ...(token ? { token } : {}), ...more });
  return `${origin}${channelPath(channel, transport)}?${query}`;
}

if (import.meta.main) main(JSON.parse(process.argv[2] ?? ""));

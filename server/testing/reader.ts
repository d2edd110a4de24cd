import { once } from "node:events";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { WebSocket } from "ws";
import { decodeEnvelope, type Envelope, encodeEnvelope } from "#protocol/envelope.ts";
import { formatPosition } from "#protocol/position.ts";
import { channelPath, SUBPROTOCOL, type TransportName } from "#protocol/transports.ts";

/** A plain client of one transport, as short as it can be: it hears, resumes where told, and never reconnects. */
export interface Reader {
  /** The JSON of each message so far, as it came. */
  readonly texts: readonly string[];
  readonly envelopes: readonly Envelope[];
  /** Resolves once `done` holds of what was heard; rejects when the channel ends before. */
  until(done: (envelopes: readonly Envelope[]) => boolean): Promise<void>;
  /** Resolves when the server ends it, with the status or close code that said so. */
  readonly ended: Promise<number>;
  close(): void;
}

export interface ReadingParts {
  readonly url: string;
  readonly channel: string;
  readonly session: string;
  readonly after?: string | undefined;
  readonly token?: string | undefined;
}

type Hear = (text: string) => void;
/** Hears until `signal` ends it; resolves with how the server ended it. */
type Listen = (url: (after?: string) => string, hear: Hear, signal: AbortSignal) => Promise<number>;

export function read(transport: TransportName, parts: ReadingParts): Reader {
  const texts: string[] = [];
  const envelopes: Envelope[] = [];
  const waiting = new Set<() => void>();
  const stop = new AbortController();
  let position = parts.after;

  const url = (after = position) => {
    const query = new URLSearchParams({
      session: parts.session,
      ...(parts.token ? { token: parts.token } : {}),
      ...(after ? { after } : {}),
    });
    return `${parts.url}${channelPath(parts.channel, transport)}?${query}`;
  };
  function hear(text: string): void {
    const envelope = decodeEnvelope(JSON.parse(text));
    texts.push(text);
    envelopes.push(envelope);
    position = formatPosition(envelope);
    for (const look of waiting) look();
  }

  const ended = LISTENERS[transport](url, hear, stop.signal);
  return {
    texts,
    envelopes,
    ended,
    until: (done) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!done(envelopes)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        ended.then(
          (how) => reject(new Error(`ended with ${how} after ${envelopes.length} messages`)),
          reject,
        );
        look();
      }),
    close: () => stop.abort(),
  };
}

const LISTENERS: Readonly<Record<TransportName, Listen>> = {
  "short-polling": poll,
  "long-polling": poll,

  async sse(url, hear, signal) {
    const response = await fetch(url(), { signal });
    if (!response.ok || !response.body) return response.status;
    const lines = createInterface({ input: Readable.fromWeb(response.body as never) });
    try {
      let isMessage = true; // an event with a name is not one
      for await (const line of lines) {
        if (line === "") isMessage = true;
        else if (line.startsWith("event: ")) isMessage = false;
        else if (line.startsWith("data: ") && isMessage) hear(line.slice(6));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return response.status;
  },

  async websocket(url, hear, signal) {
    const socket = new WebSocket(url().replace("http:", "ws:"), SUBPROTOCOL);
    signal.addEventListener("abort", () => socket.terminate());
    socket.on("message", (data) => "v" in JSON.parse(String(data)) && hear(String(data)));
    const [code] = await once(socket, "close");
    return Number(code);
  },
};

/** Asks again as soon as it is answered; the answer must be the envelopes of an array, byte for byte. */
async function poll(...[url, hear, signal]: Parameters<Listen>): Promise<number> {
  while (!signal.aborted) {
    const response = await fetch(url(), { signal }).catch(() => undefined);
    if (!response) break;
    if (!response.ok) return response.status;
    const body = await response.text();
    if (response.status === 204) continue;
    const texts = JSON.parse(body).map(encodeEnvelope);
    if (body !== `[${texts.join(",")}]`) throw new Error(`not an array of envelopes: ${body.slice(0, 200)}`);
    for (const text of texts) hear(text);
  }
  return 0;
}

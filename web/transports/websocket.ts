import { mayReturn } from "#protocol/close-codes.ts";
import type { Envelope } from "#protocol/envelope.ts";
import { type ClientFrame, isEnvelope, type ServerFrame } from "#protocol/frames.ts";
import { parseJson } from "#protocol/refusal.ts";
import { SUBPROTOCOL } from "#protocol/transports.ts";
import { inquire, urlOf } from "./asking.ts";
import { createComeback } from "./comeback.ts";
import { createCursor } from "./cursor.ts";
import type { Connect, EndRequest } from "./transport.ts";
import { Setback } from "./verdict.ts";

/** After so long a silence the socket is asked whether it lives, and has so long to answer, ms. */
const SILENCE_MS = 30_000;
const ANSWER_MS = 10_000;

interface Waiting {
  resolve(position: string): void;
  reject(error: Error): void;
}

/** WebSocket: one handshake, then both sides speak whenever they like. */
export const connectWebSocket: Connect = (link) => {
  const { time, listener } = link;
  const cursor = createCursor(link);
  const comeback = createComeback(link, open);
  const life = new AbortController();
  const unanswered = new Map<number, Waiting>();
  let ids = 0;
  let stopWaiting = () => {};
  let socket: WebSocket;
  let end: EndRequest;

  // --- open ---
  open();

  function open(): void {
    const url = urlOf(link, "websocket", cursor.after);
    end = listener.request("connection", url);
    listener.state({ kind: "connecting", since: time.now() });
    const opening = new WebSocket(url.replace(/^http/, "ws"), SUBPROTOCOL);
    let openedAt: number | undefined;
    let heardAt = 0;
    let isAsked = false;
    socket = opening;

    opening.onopen = () => {
      openedAt = heardAt = time.now();
      comeback.opened();
      listener.state({ kind: "open", since: openedAt, heardAt });
      stopWaiting = time.after(SILENCE_MS, listenForLife);
    };

    opening.onmessage = ({ data }) => {
      heardAt = time.now();
      receive(parseJson(String(data), "frame") as Envelope | ServerFrame, heardAt);
      if (isAsked) listener.state({ kind: "open", since: openedAt ?? heardAt, heardAt });
      isAsked = false;
    };

    /** Pings are answered by the browser and hidden from the page, so silence must be asked what it means. */
    function listenForLife(): void {
      const silentMs = time.now() - heardAt;
      if (isAsked) {
        lose("the socket died in silence");
        return;
      }
      if (silentMs >= SILENCE_MS) {
        isAsked = true;
        listener.probe();
        listener.state({ kind: "unanswered", since: time.now() });
        say({ type: "resume", id: ++ids, ...(cursor.after ? { after: cursor.after } : {}) });
      }
      stopWaiting = time.after(isAsked ? ANSWER_MS : SILENCE_MS - silentMs, listenForLife);
    }

    opening.onclose = ({ code, reason }) => lose(reason || `the socket closed with ${code}`, code);

    function lose(reason: string, code?: number): void {
      // A dead socket ends only when its closing handshake times out; nobody waits for that.
      opening.onmessage = opening.onclose = null;
      opening.close();
      end("failed");
      stopWaiting();
      for (const { reject } of unanswered.values()) reject(new Setback(reason));
      unanswered.clear();
      if (openedAt === undefined) void askWhy(url);
      else comeback.after(new Setback(reason, { mayReturn: code === undefined || mayReturn(code) }));
    }
  }

  /** A handshake that was refused looks to the page like one that failed; the same URL says why in plain HTTP. */
  async function askWhy(url: string): Promise<void> {
    comeback.after((await inquire(link, url, "GET", life.signal)) ?? new Setback("the handshake failed"));
  }

  function say(frame: ClientFrame): void {
    socket.send(JSON.stringify(frame));
  }

  // --- receive ---
  function receive(frame: Envelope | ServerFrame, arrivedAt: number): void {
    if (isEnvelope(frame)) {
      cursor.hear(frame, arrivedAt);
      return;
    }
    const waiting = frame.id === undefined ? undefined : unanswered.get(frame.id);
    if (!waiting || frame.id === undefined) return;
    unanswered.delete(frame.id);
    if (frame.type === "ack") waiting.resolve(frame.position);
    else waiting.reject(new Setback(frame.message, { mayReturn: false }));
  }

  return {
    // --- send ---
    send: (message) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(new Setback("the socket is not open"));
        const id = ++ids;
        unanswered.set(id, { resolve, reject });
        say({ type: "publish", id, message });
      }),

    // --- close ---
    close() {
      life.abort();
      comeback.close();
      stopWaiting();
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
      end("empty");
      for (const { reject } of unanswered.values()) reject(new Setback("closed"));
    },
  };
};

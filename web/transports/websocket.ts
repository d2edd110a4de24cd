import { mayReturn } from "#protocol/close-codes.ts";
import { type ClientFrame, isEnvelope, type ServerFrame } from "#protocol/frames.ts";
import { Refusal } from "#protocol/refusal.ts";
import { SUBPROTOCOL } from "#protocol/transports.ts";
import { createComeback } from "./comeback.ts";
import { createCursor, frameOf } from "./cursor.ts";
import { inquire } from "./inquiry.ts";
import { routeOf } from "./route.ts";
import type { Connect, Connection, Outcome } from "./transport.ts";
import { comeBack, stayAway, type Verdict } from "./verdict.ts";

/** Who says nothing for so long is asked whether it lives, ms: the server's pings come through, but a page is not told. */
const SILENCE_MS = 30_000;
/** How long the answer to that may take, and the opening handshake, ms. */
const ANSWER_MS = 10_000;

/** WebSocket: after one handshake both sides speak whenever they like, and each must find out when the other is gone. */
export const connectWebSocket: Connect = (link) => {
  const { listener, time } = link;
  const cursor = createCursor(link);
  const comeback = createComeback(link);
  const unanswered = new Map<number, (answer: Answered | Error) => void>();
  let nextId = 1;
  let socket: WebSocket | undefined;
  let since = 0;
  let heardAt = 0;
  let isAsked = false;
  let stopWatching = () => {};
  let stop: (outcome: Outcome) => void = () => {};

  // --- open ---
  function open(): void {
    const url = routeOf(link, "websocket", { after: cursor.after });
    const socketUrl = url.replace(/^http/, "ws");
    listener.state({ kind: "connecting", since: time.now() });
    const end = listener.request("connection", socketUrl);
    const opening = new WebSocket(socketUrl, SUBPROTOCOL);
    opening.onmessage = receive;
    opening.onopen = () => {
      socket = opening;
      since = time.now();
      heardAt = since;
      isAsked = false;
      comeback.opened();
      listener.state({ kind: "open", since, heardAt });
      stopWatching();
      watch();
    };
    opening.onclose = ({ code, reason }) => {
      const wasOpen = socket !== undefined;
      stop("failed");
      if (wasOpen) comeback.after(verdictOfClose(code, reason), open);
      // The handshake failed, and the socket hides how: 404 and a dead server look the same from here.
      else stop = inquire(link, url, "GET", (verdict) => comeback.after(verdict, open));
    };
    stopWatching = time.after(ANSWER_MS, () => fail(`no handshake in ${ANSWER_MS / 1000} s`));
    stop = (outcome) => {
      stop = () => {};
      stopWatching();
      Object.assign(opening, { onopen: null, onmessage: null, onclose: null });
      opening.close();
      socket = undefined;
      end(outcome);
      for (const answer of unanswered.values())
        answer(new Error("the connection was lost before the answer"));
      unanswered.clear();
    };
  }

  function fail(reason: string): void {
    stop("failed");
    comeback.after(comeBack(reason), open);
  }

  /** One timer for the whole silence, and none per message: at its end it looks when something was last heard. */
  function watch(): void {
    stopWatching = time.after(heardAt + SILENCE_MS - time.now(), () => {
      if (time.now() - heardAt < SILENCE_MS) watch();
      else probe();
    });
  }

  /** Asks to go on from where we are: the answer to that is a sign of life, and changes nothing. */
  function probe(): void {
    isAsked = true;
    say({ type: "resume", id: nextId++, ...(cursor.after ? { after: cursor.after } : {}) });
    listener.probe();
    listener.state({ kind: "unanswered", since: time.now() });
    stopWatching = time.after(ANSWER_MS, () => {
      if (isAsked) fail(`no answer in ${ANSWER_MS / 1000} s`);
      else watch();
    });
  }

  // --- send ---
  const send: Connection["send"] = (message, channel) =>
    new Promise((resolve, reject) => {
      if (!socket) return reject(new Error("not sent: the WebSocket is not open"));
      const id = nextId++;
      unanswered.set(id, (answer) => {
        if (answer instanceof Error) reject(answer);
        else if (answer.type === "ack") resolve(answer.position);
        else reject(new Refusal(answer.code, answer.message));
      });
      say({ type: "publish", id, ...(channel === undefined ? {} : { channel }), message });
    });

  function renew(): void {
    const token = link.token?.();
    if (token !== undefined && socket) say({ type: "token", id: nextId++, token });
  }

  function say(frame: ClientFrame): void {
    socket?.send(JSON.stringify(frame));
  }

  // --- receive ---
  function receive({ data }: MessageEvent<string>): void {
    heardAt = time.now();
    const frame = frameOf(data);
    if (isAsked) listener.state({ kind: "open", since, heardAt });
    isAsked = false;
    if (!frame) fail("a frame could not be read");
    else if (isEnvelope(frame)) cursor.hear(frame, heardAt);
    else settle(frame);
  }

  function settle(frame: ServerFrame): void {
    if (frame.type === "hello") {
      listener.server?.(frame.server);
      return;
    }
    if (frame.type === "expiring") {
      listener.expiring?.(frame.expiresAt);
      return;
    }
    const { id = 0 } = frame;
    unanswered.get(id)?.(frame);
    unanswered.delete(id);
  }

  // --- close ---
  open();
  return {
    send,
    renew,
    close() {
      stop("cancelled");
      comeback.close();
    },
  };
};

/** What comes back to a frame of ours. */
type Answered = Exclude<ServerFrame, { type: "expiring" | "hello" }>;

/** The verdict stands in the close code; the words beside it are the server's, where it gave any. */
function verdictOfClose(code: number, words: string): Verdict {
  const reason = words || (code === 1006 ? "the connection was lost" : `closed with code ${code}`);
  return mayReturn(code) ? comeBack(reason) : stayAway(reason);
}

import { CLOSE } from "#protocol/close-codes.ts";
import { decodeClientFrame, idIn, type ServerFrame } from "#protocol/frames.ts";
import { formatPosition, parsePosition } from "#protocol/position.ts";
import { parseJson, Refusal, refuse } from "#protocol/refusal.ts";
import { SUBPROTOCOL } from "#protocol/transports.ts";
import { createFeed } from "../delivery/backpressure.ts";
import { shareBatches } from "../delivery/batches.ts";
import { watchExpiry } from "../delivery/expiry.ts";
import { createFanOuts } from "../delivery/fan-out.ts";
import { spread } from "../delivery/farewell.ts";
import { createHeartbeat } from "../delivery/heartbeat.ts";
import type { Notice } from "../delivery/resume.ts";
import type { Mount } from "./transport.ts";

/** WebSocket: after one handshake the connection is no longer HTTP, and both sides speak whenever they like. */
export const mountWebSocket: Mount = ({ router, admit, accept, speaker, readToken, time, settings }) => {
  const batch = shareBatches((messages) => Buffer.concat(messages.map(frame)));
  const fanOutOf = createFanOuts(batch);
  const heartbeat = createHeartbeat(settings.websocketHeartbeat, time);
  const open = new Set<() => void>();

  // --- open ---
  router.get("/channels/:channel/websocket", (request, response) => {
    const { channel, author, expiresAt, lane, deliveries, slow, after, onGoodbye } = admit(
      request,
      "websocket",
    );
    const { websocket, socket, onMessage } = accept(request, response, SUBPROTOCOL);

    // --- send ---
    const feed = createFeed({
      channel,
      socket,
      batch,
      fanOut: fanOutOf(channel),
      encodeNotice: frame,
      deliveries,
      slow,
      now: time.now,
      // After a close frame no other may follow (RFC 6455 §5.5.1), though the client has yet to answer it.
      mayWrite: () => websocket.readyState === websocket.OPEN,
      tooSlow: () => end(CLOSE.tooSlow, "too slow: come back and resume"),
    });
    if (settings.serverName !== "") say({ type: "hello", server: settings.serverName });
    feed.resume(after);
    const stopWhispers = channel.onWhisper(feed.whisper);
    websocket.on("error", feed.close); // ws has just said its last word
    const stopBeating = heartbeat.watch(
      socket,
      () => {
        lane.heartbeats += 1;
        websocket.ping();
      },
      () => end(CLOSE.pingTimeout, "no answer to a ping"),
    );

    const expiry = watchExpiry({
      rule: settings.expiry,
      time,
      expiresAt,
      warn: (until) => say({ type: "expiring", expiresAt: until }),
      end: () => end(CLOSE.tokenExpired, "the token has expired: come back with a fresh one"),
    });

    // --- receive ---
    let unansweredBytes = 0;
    onMessage(async (data, isBinary) => {
      if (websocket.readyState !== websocket.OPEN) return; // we have closed it, and the client has yet to hear of it
      if (isBinary) return end(CLOSE.unsupportedData, "expected a text frame, got a binary one");
      const text = String(data);
      unansweredBytes += text.length;
      if (unansweredBytes > UNANSWERED_BYTES) return end(CLOSE.tooSlow, "too much at once: wait for answers");
      reply(await answer(text));
      unansweredBytes -= text.length;
    });

    async function answer(text: string): Promise<ServerFrame> {
      let value: unknown;
      try {
        value = parseJson(text, "frame");
        const said = decodeClientFrame(value);
        const { id } = said;
        if (said.type === "publish") {
          const position = await speaker(said.channel ?? channel.name, author)(said.message);
          if (position) return { type: "ack", id, position: formatPosition(position) };
        }
        if (said.type === "token") await renew(said.token);
        if (said.type === "resume")
          feed.resume(said.after === undefined ? undefined : parsePosition(said.after));
        return { type: "ack", id, position: formatPosition({ epoch: channel.log.epoch, seq: feed.cursor }) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { type: "error", ...idIn(value), ...error.body.error };
      }
    }

    async function renew(token: string): Promise<void> {
      if (!author.user) return; // the channel wants none
      const { user, expiresAt: until } = await readToken(token);
      if (user.id !== author.user.id) refuse("bad-token", "token", `one of ${author.user.id}`, user.id);
      expiry.renew(until);
    }

    function reply(said: ServerFrame): void {
      // Who asks without reading the answers would have us keep them all.
      const tooSlow = socket.writableLength > settings.slow.queueBytes;
      if (tooSlow) end(CLOSE.tooSlow, "too slow: answers pile up");
      else say(said);
    }

    function say(said: ServerFrame): void {
      feed.write(frame({ bytes: Buffer.from(JSON.stringify(said)) }));
    }

    // --- close ---
    function end(code: number, reason: string): void {
      feed.close();
      websocket.close(code, reason);
    }
    const goAway = () => end(CLOSE.goingAway, "the server is going away");
    open.add(goAway);
    onGoodbye(() => end(CLOSE.saidGoodbye, "the one who listened has said goodbye"));
    websocket.on("close", () => {
      open.delete(goAway);
      stopBeating();
      expiry.stop();
      stopWhispers();
      feed.close();
    });
  });

  return {
    close(overMs) {
      spread([...open], overMs, time);
      heartbeat.close();
    },
  };
};

/** What a client may have said without an answer yet: eight of the largest messages. */
const UNANSWERED_BYTES = 1 << 20;

/** One text frame: FIN and opcode 1, then a length of 1, 3 or 9 bytes. A server does not mask. RFC 6455 §5.2 */
function frame({ bytes }: Pick<Notice, "bytes">): Buffer {
  const { length } = bytes;
  const head = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = 0x80 | 0x01;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, bytes]);
}

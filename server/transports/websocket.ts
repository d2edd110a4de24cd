import type { WebSocket } from "ws";
import { CLOSE } from "#protocol/close-codes.ts";
import { decodeClientFrame, idIn, type ServerFrame } from "#protocol/frames.ts";
import { formatPosition, parsePosition } from "#protocol/position.ts";
import { parseJson, Refusal } from "#protocol/refusal.ts";
import { SUBPROTOCOL } from "#protocol/transports.ts";
import { createFeed } from "../delivery/backpressure.ts";
import { shareBatches } from "../delivery/batches.ts";
import { createHeartbeat } from "../delivery/heartbeat.ts";
import type { Notice } from "../delivery/resume.ts";
import type { Mount } from "./transport.ts";

/** WebSocket: after one handshake the connection is no longer HTTP, and both sides speak whenever they like. */
export const mountWebSocket: Mount = ({ router, admit, accept, time, settings }) => {
  const batch = shareBatches((messages) => Buffer.concat(messages.map(frame)));
  const heartbeat = createHeartbeat(settings.websocketHeartbeat, time);
  const open = new Set<WebSocket>();

  // --- open ---
  router.get("/channels/:channel/websocket", (request, response) => {
    const { channel, lane, after } = admit(request, "websocket");
    const { websocket, socket } = accept(request, response, SUBPROTOCOL);
    open.add(websocket);

    // --- send ---
    const feed = createFeed({
      channel,
      socket,
      batch,
      encodeNotice: frame,
      deliveries: lane,
      slow: settings.slow,
      now: time.now,
      // After a close frame no other may follow (RFC 6455 §5.5.1), though the client has yet to answer it.
      mayWrite: () => websocket.readyState === websocket.OPEN,
      tooSlow: () => websocket.close(CLOSE.tooSlow, "too slow: come back and resume"),
    });
    feed.resume(after);
    const stopBeating = heartbeat.watch(
      socket,
      () => {
        lane.heartbeats += 1;
        websocket.ping();
      },
      () => websocket.close(CLOSE.pingTimeout, "no answer to a ping"),
    );

    // --- receive ---
    websocket.on("message", (data, isBinary) => {
      if (isBinary) return websocket.close(CLOSE.unsupportedData, "expected a text frame, got a binary one");
      reply(answer(String(data)));
    });

    function answer(text: string): ServerFrame {
      let value: unknown;
      try {
        value = parseJson(text, "frame");
        const said = decodeClientFrame(value);
        const { id } = said;
        if (said.type === "publish")
          return { type: "ack", id, position: formatPosition(channel.accept(said.message).envelope) };
        if (said.type === "resume")
          feed.resume(said.after === undefined ? undefined : parsePosition(said.after));
        return { type: "ack", id, position: formatPosition({ epoch: channel.log.epoch, seq: feed.cursor }) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { type: "error", ...idIn(value), ...error.body.error };
      }
    }

    function reply(said: ServerFrame): void {
      // Who asks without reading the answers would have us keep them all.
      const tooSlow = socket.writableLength > settings.slow.queueBytes;
      if (tooSlow) websocket.close(CLOSE.tooSlow, "too slow: answers pile up");
      else feed.write(frame({ bytes: Buffer.from(JSON.stringify(said)) }));
    }

    // --- close ---
    websocket.on("close", () => {
      open.delete(websocket);
      stopBeating();
      feed.close();
    });
  });

  return {
    close() {
      for (const websocket of open) websocket.close(CLOSE.goingAway, "the server is going away");
      heartbeat.close();
    },
  };
};

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

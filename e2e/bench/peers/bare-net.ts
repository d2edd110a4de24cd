import { createServer, type Socket } from "node:net";
import { envelopeOf } from "./message.ts";
import { serve } from "./serve.ts";

/** The floor for Node: one buffer made once, one write a socket, and nothing else. Whom it serves it does not ask. */
const HEADS = {
  websocket:
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
  sse: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
};
const websockets = new Set<Socket>();
const streams = new Set<Socket>();

const server = createServer({ noDelay: true }, (socket) => {
  socket.once("data", (request) => {
    const isWebSocket = request.includes("/websocket");
    const sockets = isWebSocket ? websockets : streams;
    socket.write(isWebSocket ? HEADS.websocket : HEADS.sse);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
});

await serve(server, {
  paths: { websocket: "/websocket", sse: "/sse" },
  publish(stamp) {
    const json = JSON.stringify(envelopeOf(stamp));
    const frame = Buffer.concat([Buffer.from([0x81, 126, 0, json.length]), Buffer.from(json)]);
    for (const socket of websockets) socket.write(frame);
    const event = `id: ${stamp.seq}\ndata: ${json}\n\n`;
    const chunk = Buffer.from(`${event.length.toString(16)}\r\n${event}\r\n`);
    for (const socket of streams) socket.write(chunk);
  },
});

import { createServer } from "node:http";
import { Server } from "socket.io";
import { envelopeOf } from "./message.ts";
import { serve } from "./serve.ts";

/** socket.io over WebSocket alone. It pings once an hour, so that the generator need not speak of heartbeats with it. */
const server = createServer();
const io = new Server(server, { transports: ["websocket"], pingInterval: 3_600_000, serveClient: false });

await serve(server, {
  paths: { "socket.io": "/socket.io/?EIO=4&transport=websocket" },
  publish: (stamp) => void io.emit("counter", envelopeOf(stamp)),
});

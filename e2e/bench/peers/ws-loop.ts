import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { envelopeOf } from "./message.ts";
import { serve } from "./serve.ts";

/** The loop of ws's own README: encode once, send to each. */
const server = createServer();
const sockets = new WebSocketServer({ server });

await serve(server, {
  paths: { websocket: "/" },
  publish(stamp) {
    const json = JSON.stringify(envelopeOf(stamp));
    for (const socket of sockets.clients) if (socket.readyState === socket.OPEN) socket.send(json);
  },
});

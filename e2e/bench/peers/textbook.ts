import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import express from "express";
import { WebSocketServer } from "ws";
import { type Envelope, envelopeOf } from "./message.ts";
import { serve } from "./serve.ts";

/** The lab as a tutorial writes it: Express as it comes, an EventEmitter, `res.json`, `res.write`, a ws loop. */
const app = express();
const server = createServer(app);
const sockets = new WebSocketServer({ server });
const updates = new EventEmitter().setMaxListeners(0);
let newest: Envelope | null = null;

app.get("/short-polling", (_request, response) => {
  response.json([newest]);
});

app.get("/long-polling", (request, response) => {
  const timer = setTimeout(() => {
    updates.off("update", answer);
    response.status(204).end();
  }, 25_000);
  function answer(message: Envelope) {
    clearTimeout(timer);
    response.json([message]);
  }
  updates.once("update", answer);
  request.on("close", () => {
    clearTimeout(timer);
    updates.off("update", answer);
  });
});

app.get("/sse", (request, response) => {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  response.flushHeaders();
  const write = (message: Envelope) =>
    response.write(`id: ${message.seq}\ndata: ${JSON.stringify(message)}\n\n`);
  updates.on("update", write);
  request.on("close", () => updates.off("update", write));
});

await serve(server, {
  paths: {
    "short-polling": "/short-polling",
    "long-polling": "/long-polling",
    sse: "/sse",
    websocket: "/websocket",
  },
  publish(stamp) {
    newest = envelopeOf(stamp);
    updates.emit("update", newest);
    const json = JSON.stringify(newest);
    for (const socket of sockets.clients) if (socket.readyState === socket.OPEN) socket.send(json);
  },
});

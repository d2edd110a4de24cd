import { createServer } from "node:http";
import { createChannel, createSession } from "better-sse";
import { envelopeOf } from "./message.ts";
import { serve } from "./serve.ts";

/** A better-sse channel that broadcasts, as its guide shows. */
const channel = createChannel();
const server = createServer(async (request, response) => {
  channel.register(await createSession(request, response));
});

await serve(server, {
  paths: { sse: "/sse" },
  publish: (stamp) => void channel.broadcast(envelopeOf(stamp), "message", { eventId: String(stamp.seq) }),
});

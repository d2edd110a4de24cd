import type { Socket } from "node:net";
import { formatPosition, parsePosition } from "#protocol/position.ts";
import { refuse } from "#protocol/refusal.ts";
import { createFeed } from "../delivery/backpressure.ts";
import { shareBatches } from "../delivery/batches.ts";
import { watchExpiry } from "../delivery/expiry.ts";
import { createFanOuts } from "../delivery/fan-out.ts";
import { spread } from "../delivery/farewell.ts";
import { createHeartbeat } from "../delivery/heartbeat.ts";
import type { Notice } from "../delivery/resume.ts";
import { type Mount, requireTurn } from "./transport.ts";

/** Server-sent events: one answer that never ends, and the server writes on it whenever it has something to say. */
export const mountSse: Mount = ({ router, admit, time, random, settings }) => {
  const batch = shareBatches((messages) => Buffer.concat(messages.map(event)));
  const fanOutOf = createFanOuts(batch);
  const heartbeat = createHeartbeat(settings.sseHeartbeat, time);
  const streams = new Set<() => void>();

  // --- open ---
  router.get("/channels/:channel/sse", (request, response) => {
    const { channel, author, expiresAt, lane, deliveries, slow, after, onGoodbye } = admit(request, "sse");
    requireTurn(response);
    if (request.httpVersion === "1.0") refuse("upgrade-required", "HTTP version", "1.1", request.httpVersion);
    // EventSource reconnects to the URL it was made with, so an `after` in it grows stale; the header does not.
    const lastEventId = request.headers["last-event-id"];
    const seen = lastEventId ? parsePosition(String(lastEventId), "Last-Event-ID") : after;
    response.writeHead(200, HEAD);
    response.flushHeaders();
    if (request.method === "HEAD") return void response.end(); // a client whose stream did not open asks why

    // --- send ---
    const socket = request.socket as Socket;
    const feed = createFeed({
      channel,
      socket,
      batch,
      fanOut: fanOutOf(channel),
      encodeNotice: event,
      deliveries,
      slow,
      now: time.now,
      tooSlow: () => socket.destroy(), // the end of the stream would wait behind all that it cannot read
    });
    feed.write(chunk(`retry: ${RETRY_MS + Math.floor(random() * RETRY_MS)}\n\n`));
    if (settings.serverName !== "")
      feed.write(chunk(`event: hello\ndata: {"server":"${settings.serverName}"}\n\n`));
    const stopRollCall = author.user ? awaitRollCall() : () => {};
    feed.resume(seen);
    const stopWhispers = channel.onWhisper(feed.whisper);
    const stopBeating = heartbeat.watch(
      socket,
      () => {
        lane.heartbeats += 1;
        feed.write(COMMENT);
      },
      () => socket.destroy(),
    );

    const expiry = watchExpiry({
      rule: settings.expiry,
      time,
      expiresAt,
      warn: (until) => feed.write(chunk(`event: expiring\ndata: {"expiresAt":${until}}\n\n`)),
      end: () => end(),
    });

    /** Nothing that comes up a stream would tell who is still there. So it ends now and then, and they ask for the next. */
    function awaitRollCall(): () => void {
      const { rollCallMs } = settings;
      feed.write(rollCall(rollCallMs));
      return time.after(rollCallMs * (0.8 + 0.2 * random()), () => {
        if (socket.writableLength > 0) return void socket.destroy(); // the end would wait behind what is not read
        feed.write(chunk(`retry: ${AT_ONCE_MS}\n\n`));
        feed.write(rollCall(0));
        end();
      });
    }

    // --- receive ---
    // Nothing comes up this way: a client that has something to say posts it.

    // --- close ---
    const end = () => {
      feed.close();
      response.end();
    };
    streams.add(end);
    onGoodbye(end);
    response.on("close", () => {
      streams.delete(end);
      stopBeating();
      stopRollCall();
      expiry.stop();
      stopWhispers();
      feed.close();
    });
  });

  return {
    close(overMs) {
      spread([...streams], overMs, time);
      heartbeat.close();
    },
  };
};

const HEAD = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-store",
  // nginx holds an answer back to fill its buffers, unless told not to.
  "X-Accel-Buffering": "no",
};

/** When to come back, ms: spread over twice this, so that a restart does not bring all streams back at one moment. */
const RETRY_MS = 1000;

/** And where the end is only a roll call, ms: were the server to die just then, all would knock as often. */
const AT_ONCE_MS = 200;

/** The stream will end within so long, ms: one that outlives that is dead, and only looks open. */
const rollCall = (withinMs: number) => chunk(`event: roll-call\ndata: {"withinMs":${withinMs}}\n\n`);

/** A line that begins with a colon says nothing; it keeps proxies from closing a quiet stream. [spec] HTML §9.2.7 */
const COMMENT = chunk(":\n\n");

/** One event: `id:` is what the browser sends back as Last-Event-ID, and the empty line dispatches it. */
function event({ envelope, bytes }: Notice): Buffer {
  return chunk(`id: ${formatPosition(envelope)}\ndata: ${bytes}\n\n`);
}

/** The answer's length is unknown, so it goes in chunks: the length in hex, the text, each with CRLF. RFC 9112 §7.1 */
function chunk(text: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}

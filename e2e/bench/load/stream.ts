import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Both ends of what passes through a relay, in one process: one clock for what is sent and what comes. */
export interface Pouring {
  readonly port: number;
  readonly seconds: number;
}

export interface Pinging {
  readonly port: number;
  readonly count: number;
  readonly everyMs: number;
}

const HOST = "127.0.0.1";
const PIECE = Buffer.alloc(64 * 1024);
const STAMP_BYTES = 8;
const heardBy = new Map<number, (delayMs: number) => void>();

/** The far end of a relay: its port. It pours all that a connection takes, or notes how long each stamp was under way. */
export async function openFarEnd(kind: "pouring" | "pinging"): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {});
    if (kind === "pouring") pourInto(socket);
    else hearStamps(socket);
  });
  server.unref();
  server.listen(0, HOST);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function pourInto(socket: Socket): void {
  const pour = () => {
    while (socket.write(PIECE));
  };
  socket.on("drain", pour);
  pour();
}

function hearStamps(socket: Socket): void {
  let rest = Buffer.alloc(0);
  socket.on("data", (bytes: Buffer) => {
    const now = performance.now();
    rest = Buffer.concat([rest, bytes]);
    for (; rest.length >= STAMP_BYTES; rest = rest.subarray(STAMP_BYTES)) {
      const sentAt = rest.readDoubleBE();
      heardBy.get(sentAt)?.(now - sentAt);
      heardBy.delete(sentAt);
    }
  });
}

/** What comes through in so many seconds, MB (10⁶ bytes) a second. */
export async function pour({ port, seconds }: Pouring): Promise<number> {
  let bytes = 0;
  const socket = connect({
    port,
    host: HOST,
    onread: {
      buffer: Buffer.alloc(256 * 1024),
      callback(length) {
        bytes += length;
        return true;
      },
    },
  });
  await once(socket, "connect");
  const startedAt = performance.now();
  await sleep(seconds * 1000);
  const tookMs = performance.now() - startedAt;
  socket.destroy();
  return bytes / 1000 / tookMs;
}

/** How long each of so many stamps took from one end to the other, ms. */
export async function ping({ port, count, everyMs }: Pinging): Promise<number[]> {
  const socket = connect({ port, host: HOST, noDelay: true });
  await once(socket, "connect");
  const delays: Promise<number>[] = [];
  for (let i = 0; i < count; i += 1) {
    await sleep(everyMs);
    const sentAt = performance.now();
    delays.push(new Promise((resolve) => heardBy.set(sentAt, resolve)));
    const stamp = Buffer.alloc(STAMP_BYTES);
    stamp.writeDoubleBE(sentAt);
    socket.write(stamp);
  }
  const all = await Promise.all(delays);
  socket.destroy();
  return all;
}

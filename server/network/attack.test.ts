import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Faults, NO_FAULTS } from "#protocol/network.ts";
import { soon, startNetwork } from "../testing/network.ts";
import { connectRaw, get } from "../testing/raw-client.ts";

vi.setConfig({ testTimeout: 60_000 });

const random = (length: number) =>
  Buffer.from(Array.from({ length }, (_, i) => (i * 7919 + (i >> 3) * 31) & 0xff));
const HEAD = "GET / HTTP/1.1\r\n";
/** What no browser sends. */
const GARBAGE = [
  random(5000),
  Buffer.alloc(200_000, "A"),
  "\r\n".repeat(5000),
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
  `${HEAD}Content-Length: 99999999999999999999\r\n\r\n`,
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
  "PUT / HTTP/1.1\nUpgrade\n: a\n\n",
  "",
];
const FAULTS: readonly Partial<Faults>[] = [
  {},
  { bufferBytes: 65_536 },
  { refuseUpgrades: true },
  { latencyMs: 5, jitterMs: 5 },
  { bytesPerSecond: 1e6 },
  { blackhole: true },
  { bufferBytes: 1, refuseUpgrades: true, idleMs: 100, jitterMs: 5 },
];

test.for(FAULTS)("garbage on every port, from both sides, ends no network: %j", async (faults) => {
  const network = await startNetwork({ tape: true });
  onTestFinished(() => network[Symbol.asyncDispose]());
  let came = 0;
  network.server.on("connection", (socket: Socket) => {
    socket.on("error", () => {});
    socket.end(GARBAGE[came % GARBAGE.length] ?? "");
    came += 1;
  });
  network.faults({ ...NO_FAULTS, ...faults });
  const sockets = Object.values(network.ports).flatMap((port) =>
    GARBAGE.map((garbage, i) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {}).resume();
      socket.write(garbage);
      if (i % 3 === 0) socket.end();
      if (i % 3 === 1) socket.once("connect", () => setImmediate(() => socket.resetAndDestroy()));
      return socket;
    }),
  );
  const opened = () => network.records.filter(({ kind }) => kind === "opened").length;
  await soon(opened).toBe(sockets.length);
  for (const socket of sockets) socket.destroy();
  network.faults(NO_FAULTS);
  const later = await connectRaw(network.ports.sse);
  await later.closed;
  expect(GARBAGE.map(String)).toContain(Buffer.from(later.received, "latin1").toString());
});

test("closed in the midst of everything, it leaves no port, no connection and no server", async () => {
  const network = await startNetwork({ ownServer: true, tape: true });
  const { ports } = network;
  const health = await fetch(`http://127.0.0.1:${ports.control}/api/health`);
  const { pid } = (await health.json()) as { pid: number };
  const clients = await Promise.all(Object.values(ports).map((port) => connectRaw(port)));
  for (const { send } of clients) send(get("/channels/counter/sse"));
  await clients[4]?.until("retry"); // by the control port, which no fault touches
  network.obey({ type: "act", act: "half-open" });
  network.faults({ stall: true, blackhole: true, latencyMs: 5000, bufferBytes: 65_536, idleMs: 60_000 });
  const black = await connectRaw(ports.sse);
  for (const { send } of [...clients, black]) send("x".repeat(100_000));
  network.obey({
    type: "script",
    cues: [
      { atMs: 0, faults: { stall: false }, forMs: 60_000 },
      { atMs: 60_000, act: "cut" },
    ],
  });
  network.obey({ type: "act", act: "crash", forMs: 60_000 });
  const closed = Promise.all([...clients, black].map((client) => client.closed));
  await network[Symbol.asyncDispose]();
  await closed;
  for (const port of Object.values(ports)) {
    const [error] = await once(connect(port, "127.0.0.1"), "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  }
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

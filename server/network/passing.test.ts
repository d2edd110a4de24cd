import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import { soon, startNetwork, type TestNetworkOptions } from "../testing/network.ts";
import { connectRaw } from "../testing/raw-client.ts";
import { untilHolds } from "../testing/until-holds.ts";

vi.setConfig({ testTimeout: 30_000 });

async function begin(options?: TestNetworkOptions) {
  const network = await startNetwork(options);
  onTestFinished(() => network[Symbol.asyncDispose]());
  return network;
}

/** ms from what is done to what is to hold after it. */
async function timed(act: () => void, holds: () => boolean): Promise<number> {
  const startedAt = performance.now();
  act();
  await untilHolds(() => expect(holds()).toBe(true), { interval: 1 });
  return performance.now() - startedAt;
}

test("without faults bytes pass both ways as they are", async () => {
  const network = await begin();
  const { browser, server } = await network.connect();
  browser.send("ping");
  await soon(() => server.received).toBe("ping");
  server.socket.write("pong");
  await browser.until("pong");
});

test("latency is added each way, also to what comes just after", async () => {
  const network = await begin();
  network.faults({ latencyMs: 80 });
  const { browser, server } = await network.connect();
  const upMs = await timed(
    () => browser.send("up"),
    () => server.received === "up",
  );
  const downMs = await timed(
    () => void server.socket.write("down"),
    () => browser.received === "down",
  );
  expect(upMs).toBeGreaterThanOrEqual(80);
  expect(downMs).toBeGreaterThanOrEqual(80);
  expect(upMs + downMs).toBeLessThan(1000);
});

test("the control port knows no faults", async () => {
  const network = await begin();
  network.faults({ stall: true, latencyMs: 10_000, blackhole: true });
  const { browser, server } = await network.connect("control");
  browser.send("ping");
  await soon(() => server.received).toBe("ping");
});

test("under jitter all bytes come, in order", async () => {
  const network = await begin();
  network.faults({ jitterMs: 100 });
  const { browser, server } = await network.connect();
  const sent = Array.from({ length: 50 }, (_, i) => `${i},`);
  for (const piece of sent) {
    browser.send(piece);
    await new Promise(setImmediate); // a segment each, as far as it goes
  }
  await soon(() => server.received).toBe(sent.join(""));
});

test("a limit of bytes a second holds each way, and for each connection by itself", async () => {
  const network = await begin();
  network.faults({ bytesPerSecond: 100_000 });
  const [one, other] = [await network.connect(), await network.connect()];
  const tookMs = await timed(
    () => {
      one.browser.send("x".repeat(30_000));
      one.server.socket.write("y".repeat(30_000));
      other.browser.send("z".repeat(30_000));
    },
    () =>
      one.server.received.length === 30_000 &&
      one.browser.received.length === 30_000 &&
      other.server.received.length === 30_000,
  );
  expect(tookMs).toBeGreaterThan(280);
  expect(tookMs, "a busy machine aside, they do not share").toBeLessThan(30_000);
});

test("a limit that is lifted lets go of all that waited", async () => {
  const network = await begin();
  network.faults({ bytesPerSecond: 1000 });
  const { browser, server } = await network.connect();
  browser.send("x".repeat(50_000));
  await soon(() => server.received.length).toBeGreaterThan(0);
  expect(server.received.length).toBeLessThan(50_000);
  network.faults({ bytesPerSecond: 0 });
  await soon(() => server.received.length).toBe(50_000);
});

test("in a stall nothing passes and nothing closes; after it all comes, in order", async () => {
  const network = await begin({ tape: true });
  const { browser, server } = await network.connect();
  const dying = await network.connect();
  network.faults({ stall: true });
  browser.send("held");
  server.socket.write("held too");
  browser.socket.end();
  dying.browser.socket.resetAndDestroy();
  const seen = (kind: string) => network.records.filter((record) => record.kind === kind).length;
  await soon(() => [seen("bytes"), seen("ended")]).toEqual([2, 2]);
  expect([server.received, browser.received, seen("passed")]).toEqual(["", "", 0]);
  expect([server.socket.readableEnded, dying.server.socket.destroyed]).toEqual([false, false]);
  network.faults({ stall: false });
  await browser.until("held too");
  await soon(() => server.received).toBe("held");
  await soon(() => server.socket.readableEnded).toBe(true);
  await soon(() => dying.server.error).toBe("ECONNRESET");
});

test("who does not read makes the sender wait, and the network holds no more than its bound", async () => {
  const network = await begin();
  const { browser, server } = await network.connect();
  browser.socket.pause();
  const piece = Buffer.alloc(1 << 16);
  let written = 0;
  const pour = () => {
    while (written < 64 << 20 && server.socket.write(piece)) written += piece.length;
  };
  server.socket.on("drain", pour);
  const before = process.memoryUsage().arrayBuffers;
  pour();
  let last = -1;
  await untilHolds(() => {
    const still = written === last;
    last = written;
    expect(still).toBe(true);
  });
  expect(server.socket.writableNeedDrain, "the sender waits").toBe(true);
  expect(written).toBeLessThan(64 << 20);
  // What the kernel holds is its own; ours is a line, a socket's queue, and the sender's.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
  browser.socket.resume();
  await soon(() => browser.socket.bytesRead > written).toBe(true);
});

test("a stalled line takes in its bound, and then no more", async () => {
  const network = await begin({ tape: true });
  const { browser, server } = await network.connect();
  network.faults({ stall: true });
  server.socket.write(Buffer.alloc(8 << 20));
  const counted = () => {
    const counts = network.events.findLast((event) => event.type === "counts");
    return counts?.type === "counts" ? counts.lanes.sse.bytesOut : 0;
  };
  await soon(counted).toBeGreaterThan(1 << 20);
  expect(counted()).toBeLessThan(4 << 20);
  network.faults({ stall: false });
  await soon(() => browser.socket.bytesRead).toBe(8 << 20);
});

test("a FIN passes as a half-close, behind the bytes", async () => {
  const network = await begin();
  network.faults({ latencyMs: 30 });
  const { browser, server } = await network.connect();
  browser.send("last words");
  browser.socket.end();
  await once(server.socket, "end");
  expect(server.received).toBe("last words");
  server.socket.write("an answer all the same");
  await browser.until("an answer all the same");
  server.socket.end();
  await browser.closed;
});

test.for(["browser", "server"] as const)("a RST of the %s passes as a RST", async (side) => {
  const network = await begin();
  const { browser, server } = await network.connect();
  const ends = { browser: browser.socket, server: server.socket };
  const other = side === "browser" ? ends.server : ends.browser;
  const error = once(other, "error");
  ends[side].resetAndDestroy();
  expect(await error).toMatchObject([{ code: "ECONNRESET" }]);
});

test("where the server refuses connections, the browser's is reset", async () => {
  const network = await begin();
  network.server.close();
  await once(network.server, "close");
  const browser = await connectRaw(network.ports.sse);
  const error = once(browser.socket, "error");
  expect(await error).toMatchObject([{ code: "ECONNRESET" }]);
});

import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import type { LaneCounts, NetworkEvent } from "#protocol/network.ts";
import { soon, startNetwork, type TestNetwork } from "../testing/network.ts";
import { connectRaw } from "../testing/raw-client.ts";

vi.setConfig({ testTimeout: 30_000 });

async function begin() {
  const network = await startNetwork({ tape: true });
  onTestFinished(() => network[Symbol.asyncDispose]());
  const { browser, server } = await network.connect();
  server.socket.write("before");
  await browser.until("before");
  return { network, browser, server };
}

const endings = (network: TestNetwork) =>
  network.records.flatMap((record) => (record.kind === "ended" ? [`${record.by} ${record.how}`] : []));
const counted = (network: TestNetwork): LaneCounts | undefined =>
  network.events.findLast(
    (event): event is Extract<NetworkEvent, { type: "counts" }> => event.type === "counts",
  )?.lanes.sse;

test("cut: both ends get a RST, and what was on its way is counted as cut", async () => {
  const { network, browser, server } = await begin();
  network.faults({ latencyMs: 10_000 });
  server.socket.write("on its way");
  await soon(() => counted(network)?.bytesOut).toBe(16);
  const errors = [once(browser.socket, "error"), once(server.socket, "error")];
  network.obey({ type: "act", act: "cut" });
  for (const [error] of await Promise.all(errors)) expect(error).toMatchObject({ code: "ECONNRESET" });
  await soon(() => endings(network)).toEqual(["network reset"]);
  await soon(() => counted(network)).toEqual({ bytesIn: 0, bytesOut: 16, bytesCut: 10 });
  expect(network.events.find(({ type }) => type === "act")).toMatchObject({ act: "cut" });
});

test("close: both ends get a FIN", async () => {
  const { network, browser, server } = await begin();
  const ends = [once(browser.socket, "end"), once(server.socket, "end")];
  network.obey({ type: "act", act: "close" });
  await Promise.all(ends);
  expect(server.error).toBeUndefined();
  server.socket.end("goodbye");
  browser.socket.end();
  await browser.closed;
  expect(browser.received).toBe("before");
  await soon(() => endings(network).sort()).toEqual(["client fin", "network fin", "server fin"]);
  await soon(() => counted(network)).toEqual({ bytesIn: 0, bytesOut: 13, bytesCut: 7 });
});

test("half-open: the server gets a RST, and the browser is never told, whatever it says", async () => {
  const { network, browser, server } = await begin();
  const error = once(server.socket, "error");
  network.obey({ type: "act", act: "half-open" });
  expect(await error).toMatchObject([{ code: "ECONNRESET" }]);
  browser.send("is there anybody");
  const said = () =>
    network.records.some((record) => record.kind === "bytes" && atob(record.data) === "is there anybody");
  await soon(said).toBe(true);
  expect([browser.socket.destroyed, browser.socket.readableEnded]).toEqual([false, false]);
  expect(endings(network)).toEqual(["network silence"]);
  browser.socket.end(); // it gives up by itself
  await browser.closed;
});

test("vanish: the browser gets a RST, and the server is never told, whatever it says, until it ends it itself", async () => {
  const { network, browser, server } = await begin();
  network.obey({ type: "act", act: "vanish" });
  await browser.closed;
  server.socket.write("is there anybody");
  const said = () =>
    network.records.some((record) => record.kind === "bytes" && atob(record.data) === "is there anybody");
  await soon(said).toBe(true);
  expect([server.error, server.socket.destroyed, server.socket.readableEnded]).toEqual([
    undefined,
    false,
    false,
  ]);
  expect(endings(network)).toEqual(["network reset"]);
  server.socket.end(); // it gives up by itself
  await once(server.socket, "close");
  await soon(() => counted(network)).toEqual({ bytesIn: 0, bytesOut: 22, bytesCut: 16 });
});

test("an act is for what is open: who comes after it is served", async () => {
  const { network } = await begin();
  network.obey({ type: "act", act: "cut" });
  const { browser, server } = await network.connect();
  server.socket.write("after");
  await browser.until("after");
});

test("blackhole: who comes is let in, and nothing is heard any more; who was there goes on", async () => {
  const { network, browser, server } = await begin();
  network.faults({ blackhole: true });
  let newcomers = 0;
  network.server.on("connection", () => {
    newcomers += 1;
  });
  const lost = await connectRaw(network.ports.sse);
  lost.send("hello?");
  await soon(() => endings(network)).toEqual(["network silence"]);
  await soon(() =>
    network.records.some((record) => record.kind === "bytes" && atob(record.data) === "hello?"),
  ).toBe(true);
  server.socket.write("still here");
  await browser.until("still here");
  network.faults({ blackhole: false });
  const { browser: later, server: answering } = await network.connect();
  answering.socket.write("light");
  await later.until("light");
  expect([newcomers, lost.received, lost.socket.readableEnded]).toEqual([1, "", false]);
});

test.for(["cut", "close"] as const)(
  "%s: what is in a black hole, or half-open, hears of nothing",
  async (act) => {
    const { network, browser, server } = await begin();
    const told = once(server.socket, "error");
    network.obey({ type: "act", act: "half-open" });
    await told;
    network.faults({ blackhole: true });
    const lost = await connectRaw(network.ports.sse);
    await soon(() => endings(network)).toEqual(["network silence", "network silence"]);
    network.faults({ blackhole: false });
    const known = await network.connect();
    known.server.socket.on("end", () => known.server.socket.end());
    known.browser.socket.on("end", () => known.browser.socket.end());
    network.obey({ type: "act", act });
    await known.browser.closed;
    const later = await network.connect(); // what was sent before it was open has come
    later.server.socket.write("light");
    await later.browser.until("light");
    for (const { socket } of [browser, lost])
      expect([socket.destroyed, socket.readableEnded]).toEqual([false, false]);
  },
);

test("idle: what was silent for so long is closed, and what speaks is not", async () => {
  const { network, browser, server } = await begin();
  const lively = await network.connect();
  const chatter = setInterval(() => lively.server.socket.write("."), 20);
  onTestFinished(() => clearInterval(chatter));
  network.faults({ idleMs: 200 });
  const startedAt = performance.now();
  await Promise.all([once(browser.socket, "end"), once(server.socket, "end")]);
  expect(performance.now() - startedAt).toBeLessThan(5000);
  await lively.browser.until(/\.{15}/);
  expect(lively.browser.socket.readableEnded).toBe(false);
});

test("the counts come while they change, and are those of both ends", async () => {
  const { network, browser, server } = await begin();
  browser.send("up");
  await soon(() => counted(network)).toEqual({ bytesIn: 2, bytesOut: 6, bytesCut: 0 });
  browser.socket.end();
  server.socket.end();
  await browser.closed;
  expect(counted(network)).toEqual({ bytesIn: 2, bytesOut: 6, bytesCut: 0 });
});

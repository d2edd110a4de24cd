import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { channelPath, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { type App, createApp } from "../../server/app.ts";
import type { AppOptions } from "../../server/options.ts";
import { createTime } from "../../server/time.ts";
import type { LaneState } from "../measuring/snapshot.ts";
import type { RequestKind } from "./transport.ts";
import { CONNECT } from "./transports.ts";

/** The four clients against the real server, over real sockets. */
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function startServer(
  port = 0,
  changed: Partial<AppOptions> = {},
  counter: object = { rate: 20 },
): Promise<{ app: App; url: string; port: number }> {
  const app = createApp({ logLevel: "silent", ...changed });
  app.server.listen(port, "127.0.0.1");
  await once(app.server, "listening");
  opened.push(app);
  const address = app.server.address();
  const taken = typeof address === "object" && address ? address.port : 0;
  const url = `http://127.0.0.1:${taken}`;
  await schedule(url, counter);
  return { app, port: taken, url };
}

/** Stands before the server, and cuts the first connection after so many bytes of answer; the others pass. */
async function startCutter(serverPort: number, bytes: number): Promise<{ url: string; cuts: () => number }> {
  let left = bytes;
  let cuts = 0;
  const cutter = createServer((client) => {
    const server = connectTcp(serverPort, "127.0.0.1");
    client.pipe(server);
    server.on("data", (data) => {
      const isLast = cuts === 0 && data.length >= left;
      client.write(isLast ? data.subarray(0, left) : data, () => isLast && client.resetAndDestroy());
      if (isLast) cuts += 1;
      left -= data.length;
    });
    for (const end of [client, server]) {
      end.on("error", () => {});
      end.on("close", () => (end === client ? server : client).destroy());
    }
  }).listen(0, "127.0.0.1");
  await once(cutter, "listening");
  opened.push(cutter);
  return { url: `http://127.0.0.1:${(cutter.address() as AddressInfo).port}`, cuts: () => cuts };
}

function connect(transport: TransportName, url: string, channel = "counter:s1", session = "s1") {
  const envelopes: Envelope[] = [];
  const duplicates: Envelope[] = [];
  const states: LaneState[] = [];
  const requests: RequestKind[] = [];
  let pending = 0;
  let failed = 0;
  const connection = CONNECT[transport]({
    channelUrl: `${url}${channelPath(channel, "messages").replace("/messages", "")}`,
    session,
    settings: () => ({ pollMs: 20, holdS: 5, etag: false }),
    time: createTime(),
    random: Math.random,
    listener: {
      message: (envelope) => void envelopes.push(envelope),
      duplicate: (envelope) => void duplicates.push(envelope),
      state: (state) => void states.push(state),
      request(kind) {
        requests.push(kind);
        pending += 1;
        return (outcome) => {
          pending -= 1;
          if (outcome === "failed") failed += 1;
        };
      },
      probe() {},
    },
  });
  opened.push(connection);
  return {
    connection,
    envelopes,
    duplicates,
    states,
    requests,
    pending: () => pending,
    failed: () => failed,
  };
}

const increment = { type: "increment", payload: { by: 1 } };
const valueIn = (envelope: Envelope | undefined) =>
  (envelope?.payload as { value?: number } | undefined)?.value;
const ready = (states: readonly LaneState[]) => states.some(({ kind }) => kind !== "connecting");

async function schedule(url: string, changed: object): Promise<void> {
  const response = await fetch(`${url}/api/sessions/s1/schedule`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(changed),
  });
  expect(response.status).toBe(200);
}

/** What is pushed has no holes. A poll gets the newest, and on a slow machine that may not be the next. */
function expectInOrder(seqs: readonly number[], transport: TransportName): void {
  const isPushed = transport === "sse" || transport === "websocket";
  const whole = isPushed ? seqs.map((_, i) => (seqs[0] ?? 0) + i) : [...new Set(seqs)].sort((a, b) => a - b);
  expect(seqs).toEqual(whole);
}

describe.each(TRANSPORTS)("%s", (transport) => {
  test("what is sent up its own way comes down to it, at the position that was promised", async () => {
    const { url } = await startServer(0, {}, { paused: true });
    const { connection, envelopes, states } = connect(transport, url);
    await expect.poll(() => ready(states)).toBe(true);
    const position = await connection.send(increment);
    await expect.poll(() => valueIn(envelopes.at(-1))).toBe(1);
    const { epoch, seq } = envelopes.at(-1) as Envelope;
    expect(position).toBe(`${epoch}:${seq}`);
  });

  test("what the server refuses to take comes back as its words", async () => {
    const { url } = await startServer();
    const { connection, states } = connect(transport, url);
    await expect.poll(() => ready(states)).toBe(true);
    await expect(connection.send({ type: "shout", payload: {} })).rejects.toThrow(
      'body.type: expected increment, got "shout"',
    );
  });

  test("it counts up with the server, and leaves nothing out that it is sent", async () => {
    const { url } = await startServer();
    const { envelopes, duplicates, requests } = connect(transport, url);
    await expect.poll(() => envelopes.length).toBeGreaterThan(5);
    const seqs = envelopes.map(({ seq }) => seq);
    expectInOrder(seqs, transport);
    expect(envelopes.map(valueIn)).toEqual(seqs);
    expect(duplicates).toEqual([]);
    if (transport === "sse" || transport === "websocket") expect(requests).toEqual(["connection"]);
    else expect(new Set(requests)).toEqual(new Set(["poll"]));
  });

  test("requests are counted as the server counts them", async () => {
    const { app, url } = await startServer();
    const { connection, envelopes, requests, failed } = connect(transport, url);
    await expect.poll(() => envelopes.length).toBeGreaterThan(0);
    await connection.send(increment);
    await connection.send({ type: "shout", payload: {} }).catch(() => {});
    await expect.poll(() => envelopes.length).toBeGreaterThan(1);
    const counted = () => app.sessions.meter("s1").transports[transport]?.requests ?? 0;
    await expect.poll(() => counted() - requests.length).toBe(0);
    // What is cut off may or may not have reached the server, and only that.
    app.server.closeAllConnections();
    const lost = envelopes.length;
    await expect.poll(() => envelopes.length).toBeGreaterThan(lost + 1);
    await expect
      .poll(counted)
      .toSatisfy((count: number) => count <= requests.length && count >= requests.length - failed());
    expect(failed()).toBeLessThan(3);
  }, 20_000);

  test("requests that are refused are counted as the server counts them", async () => {
    const { app, url } = await startServer();
    const { states, requests } = connect(transport, url, "nonsense");
    await expect.poll(() => states.at(-1)?.kind).toBe("refused");
    expect(app.sessions.meter("s1").transports[transport]?.requests).toBe(requests.length);
  });

  test("the server goes away and another comes: it resumes by itself, with a reset, and nothing twice", async () => {
    const first = await startServer();
    const { envelopes, duplicates, states } = connect(transport, first.url);
    await expect.poll(() => envelopes.length).toBeGreaterThan(0);
    await first.app.close();
    await expect.poll(() => states.at(-1)?.kind).toBe("reconnecting");
    const lost = envelopes.length;
    await startServer(first.port);
    await expect.poll(() => envelopes.length).toBeGreaterThan(lost + 1);
    const after = envelopes.slice(lost);
    expect(after[0]).toMatchObject({ type: "reset", payload: { reason: "epoch" } });
    expectInOrder(
      after.slice(1).map(({ seq }) => seq),
      transport,
    );
    expect(duplicates).toEqual([]);
  }, 20_000);

  test("a connection that is cut is made anew, and goes on where it was", async () => {
    const { app, url } = await startServer();
    const { envelopes, duplicates } = connect(transport, url);
    await expect.poll(() => envelopes.length).toBeGreaterThan(0);
    const { epoch } = envelopes[0] as Envelope;
    app.server.closeAllConnections();
    const lost = envelopes.length;
    await expect.poll(() => envelopes.length).toBeGreaterThan(lost + 1);
    expect(new Set(envelopes.map((envelope) => envelope.epoch))).toEqual(new Set([epoch]));
    expect(duplicates).toEqual([]);
  }, 20_000);

  test("an answer that is cut in the middle of a message is not heard by half, nor twice", async () => {
    const { url, port } = await startServer();
    await schedule(url, { padding: 4000 });
    await connect("long-polling", url, "counter:s1", "s1").connection.send(increment);
    const cutter = await startCutter(port, 2500);
    const { envelopes, duplicates } = connect(transport, cutter.url);
    await expect.poll(() => envelopes.length).toBeGreaterThan(1);
    expect(cutter.cuts()).toBe(1);
    const seqs = envelopes.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(duplicates).toEqual([]);
  }, 20_000);

  test("a server that has no room says how long, and is left alone for so long", async () => {
    const sessions = { count: 1, goneAfterMs: 60_000, forgetAfterMs: 60_000 };
    const { url } = await startServer(0, { sessions });
    const { envelopes } = connect("websocket", url);
    await expect.poll(() => envelopes.length).toBeGreaterThan(0); // whose place nobody takes
    const { states, requests } = connect(transport, url, "counter", "s2");
    await expect.poll(() => states.at(-1)?.kind).toBe("reconnecting");
    const state = states.at(-1);
    if (state?.kind !== "reconnecting") throw new Error("it does not come back");
    // Why a stream did not open is asked by a HEAD, whose answer has no words.
    const words = "session: expected at most 1 at a time, got one more";
    expect(state.reason).toBe(transport === "sse" ? "the server answered 503 Service Unavailable" : words);
    expect((state.nextAt ?? 0) - createTime().now()).toBeGreaterThan(59_000);
    const asked = requests.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(requests.length).toBe(asked);
  });

  test("a no for good is told in the server's words, and not asked again", async () => {
    const { url } = await startServer();
    const { states, requests } = connect(transport, url, "nonsense");
    await expect
      .poll(() => states.at(-1))
      .toMatchObject({
        kind: "refused",
        reason: expect.stringMatching(/^channel: expected .* got "nonsense"$/),
      });
    const asked = requests.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(requests.length).toBe(asked);
  });

  test("once closed it leaves nothing open and says nothing more", async () => {
    const { app, url } = await startServer();
    const { connection, envelopes, states, pending } = connect(transport, url);
    await expect.poll(() => envelopes.length).toBeGreaterThan(0);
    connection.close();
    const [said, heard] = [states.length, envelopes.length];
    await expect.poll(pending).toBe(0);
    // Node keeps a poll's connection for the next one; a stream or a socket ends with its transport.
    if (transport === "sse" || transport === "websocket")
      await expect.poll(() => app.sessions.meter("s1").transports[transport]?.connections.open).toBe(0);
    expect([states.length, envelopes.length]).toEqual([said, heard]);
  });
});

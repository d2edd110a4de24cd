import { readFileSync } from "node:fs";
import { afterAll, expect, onTestFinished, test } from "vitest";
import type { ChannelKind } from "#protocol/channel-name.ts";
import type { LocalChannel } from "../channels/channel.ts";
import { startCapture } from "../testing/capture.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { type Lab, type LabOptions, startLab } from "../testing/lab-server.ts";
import {
  closeFrame,
  connectRaw,
  frame,
  get,
  OPCODE,
  post,
  type RawClient,
  upgrade,
} from "../testing/raw-client.ts";
import { type Bytes, type Relay, startRelay } from "../testing/relay.ts";
import { untilHolds } from "../testing/until-holds.ts";

// An address of this file's own, so that a capture sees nothing else.
const HOST = "127.77.0.1";
const capture = await startCapture(HOST);
const captured = typeof capture === "string" ? undefined : capture;
afterAll(() => captured?.close());

/** What the meter said at the end of each test, to be compared with the capture: packets come late from tshark. */
const seen = new Map<string, Bytes & { readonly names: readonly string[] }>();

// --- what each test begins with ---
let lab: Lab;
let relay: Relay;
let room: LocalChannel;

async function begin(options: LabOptions = {}, kind: ChannelKind = "log"): Promise<void> {
  room = createHandChannel("room:r", kind, { messages: 10_000, bytes: 64 << 20 });
  lab = await startLab({ host: HOST, channels: [room], ...options });
  relay = await startRelay(lab);
  onTestFinished(async () => {
    await relay.close();
    await lab.close();
  });
}

const open = (): Promise<RawClient> => connectRaw(relay.port);
const path = (route: string, query = "", session = "s1") =>
  `/channels/room%3Ar/${route}?session=${session}${query}`;

/** The meter tells the bytes that the relay has counted, once the last of them has come through. */
async function expectTruth(): Promise<Bytes> {
  await untilHolds(
    () => {
      const { bytesIn, bytesOut } = relay;
      expect(metered()).toEqual({ bytesIn, bytesOut });
    },
    { interval: 5 },
  );
  seen.set(expect.getState().currentTestName ?? "", {
    names: relay.connections.map(({ name }) => name),
    ...metered(),
  });
  return metered();
}

const metered = () => sum(Object.values(lab.total().transports));
const sum = (all: readonly Bytes[]): Bytes => ({
  bytesIn: all.reduce((total, { bytesIn }) => total + bytesIn, 0),
  bytesOut: all.reduce((total, { bytesOut }) => total + bytesOut, 0),
});

// --- requests and answers ---
test("fresh connections", async () => {
  await begin();
  for (let i = 0; i < 3; i += 1) {
    const client = await open();
    client.send(get(path("short-polling"), { Connection: "close" }));
    await client.closed;
  }
  await expectTruth();
  expect(lab.meter("s1", "short-polling")).toMatchObject({
    requests: 3,
    connections: { opened: 3, open: 0 },
  });
});

test("a kept-alive connection, while it is open and after it has closed", async () => {
  await begin();
  const client = await open();
  for (let count = 1; count <= 3; count += 1) {
    room.publish("said", "x".repeat(count * 100));
    client.send(get(path("short-polling")));
    await client.answers(count);
    await expectTruth();
  }
  client.socket.end();
  await client.closed;
  await expectTruth();
  expect(lab.meter("s1", "short-polling")).toMatchObject({
    requests: 3,
    connections: { opened: 1, open: 0 },
  });
});

test("two sessions in turn on one kept-alive connection: each is charged its own", async () => {
  await begin();
  const client = await open();
  const own = { s1: { bytesIn: 0, bytesOut: 0 }, s2: { bytesIn: 0, bytesOut: 0 } };
  let answers = 0;
  for (const session of ["s1", "s2", "s2", "s1", "s2"] as const) {
    const question = get(path("short-polling", session === "s1" ? "&long=1" : "", session));
    const before = client.received.length;
    client.send(question);
    answers += 1;
    await client.answers(answers);
    own[session].bytesIn += question.length;
    own[session].bytesOut += client.received.length - before;
    await expectTruth();
    for (const name of ["s1", "s2"] as const)
      expect(lab.meter(name, "short-polling")).toMatchObject(own[name]);
  }
});

test("two lanes of one session in turn on one kept-alive connection", async () => {
  await begin();
  const client = await open();
  const [short, long] = [get(path("short-polling")), get(path("long-polling", "&timeout=0"))];
  client.send(short);
  await client.answers(1);
  client.send(long);
  await client.answers(2);
  await expectTruth();
  expect(lab.meter("s1", "short-polling").bytesIn).toBe(short.length);
  expect(lab.meter("s1", "long-polling").bytesIn).toBe(long.length);
});

test("requests of nobody before one of a lane, on one connection: the lane pays for its own alone", async () => {
  await begin();
  const client = await open();
  for (let count = 1; count <= 3; count += 1) {
    client.send(get("/no-such-path"));
    await client.answers(count);
  }
  const question = get(path("short-polling"));
  const before = client.received.length;
  client.send(question);
  await client.answers(4);
  const answered = client.received.length - before;
  client.send(get("/no-such-path"));
  await client.answers(5);
  await expectTruth();
  expect(lab.meter("s1", "short-polling")).toMatchObject({ bytesIn: question.length, bytesOut: answered });
});

test("a body that comes after its head is paid by the lane of the head, not by the next", async () => {
  await begin();
  const client = await open();
  const body = '{"type":"said","payload":"late"}';
  const head =
    `POST /channels/${encodeURIComponent(room.name)}/messages?session=s1&transport=sse HTTP/1.1\r\n` +
    `Host: lab\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  client.send(head);
  await expect.poll(() => lab.meter("s1", "sse").requests).toBe(1);
  client.send(body);
  await client.answers(1);
  const question = get(path("short-polling"));
  client.send(question);
  await client.answers(2);
  await expectTruth();
  expect(lab.meter("s1", "sse").bytesIn).toBe(head.length + body.length);
  expect(lab.meter("s1", "short-polling").bytesIn).toBe(question.length);
});

test("a request that belongs to no session, on a connection that one has used: the session does not pay", async () => {
  await begin();
  const client = await open();
  const question = get(path("short-polling"));
  client.send(question);
  await client.answers(1);
  const own = { bytesIn: question.length, bytesOut: client.received.length };
  client.send(get("/api/health"));
  await client.answers(2);
  client.send(get("/channels/room%3Ar/short-polling?session=!"));
  await client.answers(3);
  await expectTruth();
  expect(lab.meter("s1", "short-polling")).toMatchObject({ ...own, connections: { opened: 1, open: 1 } });
});

test("304 and 204", async () => {
  await begin();
  room.publish("said", 1);
  const client = await open();
  client.send(get(path("short-polling", "&etag=1"), { "If-None-Match": '"hand:1"' }));
  expect((await client.answer()).status).toBe(304);
  client.send(get(path("long-polling", "&timeout=0&after=hand:1")));
  expect((await client.answers(2))[1]?.status).toBe(204);
  await expectTruth();
});

test("a publication by POST, its body in pieces", async () => {
  await begin();
  const client = await open();
  const whole = post(path("messages", "&transport=sse"), JSON.stringify({ type: "said", payload: "hello" }));
  let sent = 0;
  for (const piece of [whole.slice(0, 20), whole.slice(20, -10), whole.slice(-10)]) {
    client.send(piece);
    sent += piece.length;
    await untilHolds(() => expect(relay.bytesIn).toBe(sent));
  }
  expect((await client.answer()).status).toBe(202);
  const { bytesIn, bytesOut } = await expectTruth();
  expect(lab.meter("s1", "sse")).toMatchObject({ requests: 1, bytesIn, bytesOut });
});

test("a publication that is refused is paid by who sent it", async () => {
  await begin();
  const client = await open();
  client.send(post(path("messages", "&transport=sse"), "{"));
  expect((await client.answer()).status).toBe(400);
  const { bytesIn, bytesOut } = await expectTruth();
  expect(lab.meter("s1", "sse")).toMatchObject({ bytesIn, bytesOut });
});

test("pipelined requests", async () => {
  await begin();
  const client = await open();
  client.send(get(path("short-polling")) + get(path("short-polling")) + get(path("short-polling")));
  await client.answers(3);
  const { bytesIn, bytesOut } = await expectTruth();
  expect(lab.meter("s1", "short-polling")).toMatchObject({ requests: 3, bytesIn, bytesOut });
});

test("malformed HTTP", async () => {
  await begin();
  for (const garbage of ["HELLO\r\n\r\n", `GET / HTTP/1.1\r\nX: ${"x".repeat(9000)}\r\n\r\n`]) {
    const client = await open();
    client.send(garbage);
    await client.answer();
    await client.closed;
    await expectTruth();
  }
});

test("a refused upgrade", async () => {
  await begin();
  const refused = [
    upgrade(path("websocket"), { Origin: "http://elsewhere" }),
    upgrade(path("websocket"), { "Sec-WebSocket-Version": "8" }),
    upgrade(path("websocket"), { "Sec-WebSocket-Protocol": "chat" }),
    get(path("websocket")),
  ];
  for (const question of refused) {
    const client = await open();
    client.send(question);
    expect((await client.answer()).status).toBeGreaterThanOrEqual(400);
  }
  const { bytesIn, bytesOut } = await expectTruth();
  expect(lab.meter("s1", "websocket")).toMatchObject({ requests: 4, bytesIn, bytesOut });
});

// --- streams ---
const STREAMS = [
  { transport: "sse", ask: (query = "") => get(path("sse", query)) },
  { transport: "websocket", ask: (query = "") => upgrade(path("websocket", query)) },
] as const;

test.for(STREAMS)("$transport: a message, and another, and a burst", async ({ transport, ask }) => {
  await begin();
  const client = await open();
  client.send(ask());
  await client.until("\r\n\r\n");
  for (const padding of [0, 125, 126, 65_535, 65_536]) room.publish("said", "x".repeat(padding));
  room.publish("said", "the last one");
  await client.until("the last one");
  const { bytesIn, bytesOut } = await expectTruth();
  expect(lab.meter("s1", transport)).toMatchObject({ messages: 6, bytesIn, bytesOut });
});

test.for(STREAMS)("$transport: resumed, in full and by a reset", async ({ ask }) => {
  await begin();
  for (let i = 1; i <= 5; i += 1) room.publish("said", i);
  for (const after of ["hand:2", "hand:9"]) {
    const client = await open();
    client.send(ask(`&after=${after}`));
    await client.until(after === "hand:2" ? '"seq":5' : '"reset"');
    await expectTruth();
    client.socket.end();
  }
  await expectTruth();
});

test.for(STREAMS)("$transport: reset by the client", async ({ ask }) => {
  await begin();
  const client = await open();
  client.send(ask());
  await client.until("\r\n\r\n");
  room.publish("said", "the last one");
  await client.until("the last one");
  client.socket.resetAndDestroy();
  await untilHolds(() => expect(lab.total().transports).toSatisfy(allClosed));
  await expectTruth();
});

test.for(STREAMS)("$transport: closed by the server", async ({ ask }) => {
  await begin();
  const client = await open();
  client.send(ask());
  await client.until("\r\n\r\n");
  room.publish("said", "the last one");
  await client.until("the last one");
  const closed = lab.close();
  if (ask().includes("Upgrade")) {
    await client.until("the server is going away");
    client.send(closeFrame(1001));
  }
  client.socket.end();
  await closed;
  await client.closed;
  await expectTruth();
});

test("websocket: closed by a close frame of the client", async () => {
  await begin();
  const client = await open();
  client.send(upgrade(path("websocket")));
  await client.until("\r\n\r\n");
  client.send(closeFrame(1000));
  await client.closed;
  await expectTruth();
});

test("websocket: published and acknowledged", async () => {
  await begin();
  const client = await open();
  client.send(upgrade(path("websocket")));
  client.send(
    frame(OPCODE.text, JSON.stringify({ type: "publish", id: 1, message: { type: "said", payload: 1 } })),
  );
  client.send(frame(OPCODE.text, "not JSON"));
  await client.until("bad-json");
  await expectTruth();
});

test("websocket: a ping of the client's, and one of the server's that is answered", async () => {
  await begin({ websocketHeartbeat: { everyMs: 30, answerMs: 60_000 } });
  const client = await open();
  client.send(upgrade(path("websocket")));
  client.send(frame(OPCODE.ping, "are you there"));
  await client.until("are you there");
  await client.until("\x89\x00");
  client.send(frame(OPCODE.pong));
  client.socket.end();
  await client.closed;
  await expectTruth();
  expect(lab.meter("s1", "websocket").heartbeats).toBeGreaterThan(0);
});

test("the control socket: asked the time, and telling the meter", async () => {
  await begin();
  const client = await open();
  client.send(upgrade("/api/sessions/s1/control", { "Sec-WebSocket-Protocol": "ladder-control.v1" }));
  client.send(frame(OPCODE.text, '{"type":"clock","t1":1}'));
  await client.until('"t1":1');
  await client.until('"type":"meter"');
  const { bytesIn, bytesOut } = await expectTruth();
  expect(lab.meter("s1", "control")).toMatchObject({ bytesIn, bytesOut });
});

test("sse: a comment as heartbeat", async () => {
  await begin({ sseHeartbeat: { everyMs: 30 } });
  const client = await open();
  client.send(get(path("sse")));
  await client.until("\r\n:\n\n\r\n");
  client.socket.end();
  await client.closed;
  await expectTruth();
});

test("long polling: parked, answered, parked again and abandoned", async () => {
  await begin();
  const client = await open();
  client.send(get(path("long-polling")));
  await untilHolds(() => expect(room.listeners).toBe(1));
  await expectTruth();
  room.publish("said", 1);
  await client.answer();
  client.send(get(path("long-polling", "&after=hand:1")));
  await untilHolds(() => expect(room.listeners).toBe(1));
  client.socket.resetAndDestroy();
  await untilHolds(() => expect(room.listeners).toBe(0));
  await expectTruth();
});

// --- readers that stop reading ---
const BIG = "x".repeat(1 << 20);
const SLOW = [
  ...STREAMS,
  { transport: "short-polling", ask: () => get(path("short-polling")) },
  { transport: "long-polling", ask: () => get(path("long-polling")) },
] as const;

/** Asks for 24 MiB, and stops reading when the first bytes have come. */
async function stall(ask: () => string): Promise<RawClient> {
  await begin({ slow: { queueBytes: 1 << 30 } });
  for (let i = 0; i < 24; i += 1) room.publish("said", BIG);
  const client = await open();
  client.send(ask());
  await client.until("\r\n\r\n");
  relay.connections[0]?.stopReading();
  return client;
}

test.for(SLOW)("$transport: a reader that stops, and then reads on", async ({ ask }) => {
  const client = await stall(ask);
  await untilHolds(() => expect(accounts()).toSatisfy(standStill));
  expect(metered().bytesOut, "what waits in our own queue is not sent").toBeLessThan(24 << 20);
  relay.connections[0]?.readOn();
  await client.until(() => client.received.length > 24 << 20);
  await expectTruth();
});

test.runIf(process.platform === "linux").for(SLOW)(
  "$transport: a reader that stops, and dies: what was still queued here was never sent",
  async ({ ask }) => {
    await stall(ask);
    // The kernel's own queues hold what has left us and was not read: with them, the account is even.
    await untilHolds(() => {
      const [relayed, unread] = [relay.bytesOut, unreadInKernel()];
      expect(metered().bytesOut).toBe(relayed + unread);
      expect(unread).toBeGreaterThan(0);
    });
    const { bytesOut } = metered();
    expect(bytesOut).toBeLessThan(24 << 20);
    relay.connections[0]?.reset();
    await untilHolds(() => expect(lab.total().transports).toSatisfy(allClosed));
    expect(metered().bytesOut).toBe(bytesOut);
  },
);

let lastAccount = "";
const accounts = () => JSON.stringify([metered(), relay.bytesIn, relay.bytesOut]);
function standStill(now: string): boolean {
  const still = now === lastAccount;
  lastAccount = now;
  return still;
}

const allClosed = (lanes: ReturnType<Lab["total"]>["transports"]) =>
  Object.values(lanes).every(({ connections }) => connections.open === 0);

/** Bytes between server and relay that the kernel holds, at both ends (proc(5), /proc/net/tcp, in hexadecimal). */
function unreadInKernel(): number {
  const ports = relay.connections[0]?.name.split(">").map((port) => Number(port)) ?? [];
  const [near, far] = ports.map((port) => port.toString(16).toUpperCase().padStart(4, "0"));
  let bytes = 0;
  for (const line of readFileSync("/proc/net/tcp", "utf8").split("\n")) {
    const [, local = "", remote = "", , queues = ""] = line.trim().split(/\s+/);
    const [sending, received] = queues.split(":").map((hex) => Number.parseInt(hex, 16));
    if (local.endsWith(`:${far}`) && remote.endsWith(`:${near}`)) bytes += sending ?? 0;
    if (local.endsWith(`:${near}`) && remote.endsWith(`:${far}`)) bytes += received ?? 0;
  }
  return bytes;
}

// --- and the packets on the wire ---
test.skipIf(!captured && !process.env.CI)(
  `a packet capture counts the same in all of these${captured ? "" : ` (not here: ${capture})`}`,
  async () => {
    expect(captured, String(capture)).toBeDefined();
    expect(seen.size).toBeGreaterThan(20);
    for (const [name, { names, bytesIn, bytesOut }] of seen) {
      const onTheWire = () => sum(names.map((connection) => captured?.bytes(connection) ?? sum([])));
      await untilHolds(() => expect(onTheWire(), name).toEqual({ bytesIn, bytesOut }));
    }
  },
);

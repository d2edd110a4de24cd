import { expect, test } from "vitest";
import { get, post, upgrade } from "../testing/raw-client.ts";
import { path, startTruth } from "../testing/truth.ts";
import { untilHolds } from "../testing/until-holds.ts";

const truth = await startTruth("127.77.0.1");
const { begin, open, expectTruth } = truth;

test("fresh connections", async () => {
  await begin();
  for (let i = 0; i < 3; i += 1) {
    const client = await open();
    client.send(get(path("short-polling"), { Connection: "close" }));
    await client.closed;
  }
  await expectTruth();
  expect(truth.lab.meter("s1", "short-polling")).toMatchObject({
    requests: 3,
    connections: { opened: 3, open: 0 },
  });
});

test("a kept-alive connection, while it is open and after it has closed", async () => {
  await begin();
  const client = await open();
  for (let count = 1; count <= 3; count += 1) {
    truth.room.publish("said", "x".repeat(count * 100));
    client.send(get(path("short-polling")));
    await client.answers(count);
    await expectTruth();
  }
  client.socket.end();
  await client.closed;
  await expectTruth();
  expect(truth.lab.meter("s1", "short-polling")).toMatchObject({
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
      expect(truth.lab.meter(name, "short-polling")).toMatchObject(own[name]);
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
  expect(truth.lab.meter("s1", "short-polling").bytesIn).toBe(short.length);
  expect(truth.lab.meter("s1", "long-polling").bytesIn).toBe(long.length);
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
  expect(truth.lab.meter("s1", "short-polling")).toMatchObject({
    bytesIn: question.length,
    bytesOut: answered,
  });
});

test("a body that comes after its head is paid by the lane of the head, not by the next", async () => {
  await begin();
  const client = await open();
  const body = '{"type":"said","payload":"late"}';
  const head =
    `POST /channels/${encodeURIComponent(truth.room.name)}/messages?session=s1&transport=sse HTTP/1.1\r\n` +
    `Host: lab\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  client.send(head);
  await expect.poll(() => truth.lab.meter("s1", "sse").requests).toBe(1);
  client.send(body);
  await client.answers(1);
  const question = get(path("short-polling"));
  client.send(question);
  await client.answers(2);
  await expectTruth();
  expect(truth.lab.meter("s1", "sse").bytesIn).toBe(head.length + body.length);
  expect(truth.lab.meter("s1", "short-polling").bytesIn).toBe(question.length);
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
  expect(truth.lab.meter("s1", "short-polling")).toMatchObject({
    ...own,
    connections: { opened: 1, open: 1 },
  });
});

test("304 and 204", async () => {
  await begin();
  truth.room.publish("said", 1);
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
    await untilHolds(() => expect(truth.relay.bytesIn).toBe(sent));
  }
  expect((await client.answer()).status).toBe(202);
  const { bytesIn, bytesOut } = await expectTruth();
  expect(truth.lab.meter("s1", "sse")).toMatchObject({ requests: 1, bytesIn, bytesOut });
});

test("a publication that is refused is paid by who sent it", async () => {
  await begin();
  const client = await open();
  client.send(post(path("messages", "&transport=sse"), "{"));
  expect((await client.answer()).status).toBe(400);
  const { bytesIn, bytesOut } = await expectTruth();
  expect(truth.lab.meter("s1", "sse")).toMatchObject({ bytesIn, bytesOut });
});

test("pipelined requests", async () => {
  await begin();
  const client = await open();
  client.send(get(path("short-polling")) + get(path("short-polling")) + get(path("short-polling")));
  await client.answers(3);
  const { bytesIn, bytesOut } = await expectTruth();
  expect(truth.lab.meter("s1", "short-polling")).toMatchObject({ requests: 3, bytesIn, bytesOut });
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
  expect(truth.lab.meter("s1", "websocket")).toMatchObject({ requests: 4, bytesIn, bytesOut });
});

test("long polling: parked, answered, parked again and abandoned", async () => {
  await begin();
  const client = await open();
  client.send(get(path("long-polling")));
  await untilHolds(() => expect(truth.room.listeners).toBe(1));
  await expectTruth();
  truth.room.publish("said", 1);
  await client.answer();
  client.send(get(path("long-polling", "&after=hand:1")));
  await untilHolds(() => expect(truth.room.listeners).toBe(1));
  client.socket.resetAndDestroy();
  await untilHolds(() => expect(truth.room.listeners).toBe(0));
  await expectTruth();
});

truth.testCapture(14);

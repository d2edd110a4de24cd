import { expect, test } from "vitest";
import { closeFrame, frame, get, OPCODE, upgrade } from "../testing/raw-client.ts";
import { allClosed, path, startTruth } from "../testing/truth.ts";
import { untilHolds } from "../testing/until-holds.ts";

const truth = await startTruth("127.77.0.2");
const { begin, open, expectTruth } = truth;

const STREAMS = [
  { transport: "sse", ask: (query = "") => get(path("sse", query)) },
  { transport: "websocket", ask: (query = "") => upgrade(path("websocket", query)) },
] as const;

test.for(STREAMS)("$transport: a message, and another, and a burst", async ({ transport, ask }) => {
  await begin();
  const client = await open();
  client.send(ask());
  await client.until("\r\n\r\n");
  for (const padding of [0, 125, 126, 65_535, 65_536]) truth.room.publish("said", "x".repeat(padding));
  truth.room.publish("said", "the last one");
  await client.until("the last one");
  const { bytesIn, bytesOut } = await expectTruth();
  expect(truth.lab.meter("s1", transport)).toMatchObject({ messages: 6, bytesIn, bytesOut });
});

test.for(STREAMS)("$transport: resumed, in full and by a reset", async ({ ask }) => {
  await begin();
  for (let i = 1; i <= 5; i += 1) truth.room.publish("said", i);
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
  truth.room.publish("said", "the last one");
  await client.until("the last one");
  client.socket.resetAndDestroy();
  await untilHolds(() => expect(truth.lab.total().transports).toSatisfy(allClosed));
  await expectTruth();
});

test.for(STREAMS)("$transport: closed by the server", async ({ ask }) => {
  await begin();
  const client = await open();
  client.send(ask());
  await client.until("\r\n\r\n");
  truth.room.publish("said", "the last one");
  await client.until("the last one");
  const closed = truth.lab.close();
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
  expect(truth.lab.meter("s1", "websocket").heartbeats).toBeGreaterThan(0);
});

test("the control socket: asked the time, and telling the meter", async () => {
  await begin();
  const client = await open();
  client.send(upgrade("/api/sessions/s1/control", { "Sec-WebSocket-Protocol": "ladder-control.v1" }));
  client.send(frame(OPCODE.text, '{"type":"clock","t1":1}'));
  await client.until('"t1":1');
  await client.until('"type":"meter"');
  const { bytesIn, bytesOut } = await expectTruth();
  expect(truth.lab.meter("s1", "control")).toMatchObject({ bytesIn, bytesOut });
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

truth.testCapture(13);

import { afterAll, expect, onTestFinished, test } from "vitest";
import { createHandChannel } from "../testing/hand-channel.ts";
import { startLab } from "../testing/lab-server.ts";
import { connectRaw, get, type RawClient, upgrade } from "../testing/raw-client.ts";
import { untilHolds } from "../testing/until-holds.ts";

const room = createHandChannel("room:r", "log");
const lab = await startLab({ channels: [room] });
afterAll(lab.close);

const SOCKET = "/channels/counter/websocket";
async function ask(...pieces: readonly (string | Uint8Array)[]): Promise<RawClient> {
  const client = await connectRaw(lab.port);
  onTestFinished(() => void client.socket.destroy());
  for (const piece of pieces) client.send(piece);
  return client;
}

const parked = () => get(`/channels/room%3Ar/long-polling?after=hand:${room.log.head}`);

test("an upgrade behind a poll that is still parked ends the connection, and nothing else", async () => {
  const client = await ask(parked() + upgrade(SOCKET));
  await client.closed;
  expect(room.listeners).toBe(0);
});

test.for(["sse", "long-polling"])(
  "%s behind a poll that is still parked is refused in its turn",
  async (route) => {
    const client = await ask(parked() + get(`/channels/counter/${route}`));
    await untilHolds(() => expect(room.listeners).toBe(1));
    const heard = client.received;
    room.publish("said", 1);
    const [first, second] = await client.answers(2);
    expect([heard, first?.status, second?.status]).toEqual(["", 200, 400]);
    expect(second?.body).toMatch("expected one at a time");
  },
);

test("garbage behind a stream ends it, and is not answered in the middle of it", async () => {
  const client = await ask(get("/channels/room%3Ar/sse"));
  await client.until("retry");
  client.send("garbage\r\n\r\n");
  await client.closed;
  expect(client.received).not.toMatch("HTTP/1.1 400");
});

test("who sends garbage and never leaves is cut", async () => {
  const client = await ask();
  client.socket.allowHalfOpen = true;
  client.send("HELLO\r\n\r\n");
  await client.answer();
  client.send("MORE OF IT\r\n\r\n");
  await untilHolds(async () => expect(await connections()).toBe(0));
});

function connections(): Promise<number> {
  return new Promise((resolve) => {
    lab.app.server.getConnections((_error, count) => resolve(count));
  });
}

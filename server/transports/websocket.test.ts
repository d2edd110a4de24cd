import { expect, test } from "vitest";
import { createHandChannel } from "../testing/hand-channel.ts";
import { startLab } from "../testing/lab-server.ts";
import { closeFrame, connectRaw, frame, OPCODE, upgrade } from "../testing/raw-client.ts";

const PUBLISH = JSON.stringify({ type: "publish", id: 1, message: { type: "said", payload: 1 } });

test("after its close frame the server says nothing more, though the client takes its time to answer", async () => {
  const room = createHandChannel("room:r", "log");
  await using lab = await startLab({ channels: [room] });
  const client = await connectRaw(lab.port);
  client.send(upgrade("/channels/room%3Ar/websocket"));
  client.send(frame(OPCODE.binary, "x"));
  await client.until(/got a binary one$/);
  room.publish("said", 0);
  client.send(frame(OPCODE.text, PUBLISH));
  client.send(frame(OPCODE.ping));
  client.send(closeFrame(1003));
  await client.closed;
  expect(client.received).toMatch(/got a binary one$/);
});

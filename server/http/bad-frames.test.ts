import { afterAll, expect, onTestFinished, test } from "vitest";
import { CLOSE } from "#protocol/close-codes.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { startLab } from "../testing/lab-server.ts";
import { closeFrame, connectRaw, frame, OPCODE, type RawClient, upgrade } from "../testing/raw-client.ts";

const lab = await startLab({ channels: [createHandChannel("room:r", "log")], messageBytes: 65_536 });
afterAll(lab.close);

const SOCKET = "/channels/counter/websocket";
const deep = "[".repeat(30_000) + "]".repeat(30_000);

async function ask(...pieces: readonly (string | Uint8Array)[]): Promise<RawClient> {
  const client = await connectRaw(lab.port);
  onTestFinished(() => void client.socket.destroy());
  for (const piece of pieces) client.send(piece);
  return client;
}

test("a defect of the server over one frame costs that connection, with 1011, and no other", async () => {
  const broken = { ...createHandChannel("room:broken", "log"), accept: fail };
  function fail(): never {
    throw new TypeError("a defect");
  }
  await using other = await startLab({ channels: [broken] });
  const [one, two] = [await connectRaw(other.port), await connectRaw(other.port)];
  for (const client of [one, two]) {
    client.send(upgrade("/channels/room%3Abroken/websocket"));
    await client.until("\r\n\r\n");
  }
  one.send(text({ type: "publish", id: 1, message: { type: "x", payload: {} } }));
  await one.until("the server failed");
  two.send(frame(OPCODE.ping, "alive"));
  await two.until("alive");
  for (const client of [one, two]) client.socket.destroy();
});

type FrameCase = readonly [what: string, answer: RegExp, ...frames: Uint8Array[]];
const text = (said: unknown) => frame(OPCODE.text, typeof said === "string" ? said : JSON.stringify(said));
const FRAMES: readonly FrameCase[] = [
  ["that is no JSON", /"code":"bad-json","message":"frame: expected JSON, got/, text("{")],
  [
    "of an unknown type",
    /"code":"bad-message","message":"frame.type: expected a frame of type publish, resume or token, got \\"shout\\""/,
    text({ type: "shout" }),
  ],
  [
    "without an id",
    /"bad-message","message":"frame.id: expected an integer, got nothing"/,
    text({ type: "resume", after: "k:1" }),
  ],
  [
    "with a wrong position",
    /"id":4,"code":"bad-position","message":"after: /,
    text({ type: "resume", id: 4, after: "x" }),
  ],
  [
    "with a wrong payload",
    /"id":5,"code":"bad-message"/,
    text({ type: "publish", id: 5, message: { type: "increment", payload: 1 } }),
  ],
  [
    "nested deep",
    /"id":6,"code":"bad-message","message":"frame.message.payload: expected at most 32 levels/,
    text(`{"type":"publish","id":6,"message":{"type":"increment","payload":${deep}}}`),
  ],
];

test.for(FRAMES)(
  "a frame %s is answered with an error, and the connection goes on",
  async ([, answer, sent]) => {
    const client = await ask(upgrade(SOCKET), sent as Uint8Array);
    await client.until(answer);
    client.send(frame(OPCODE.ping, "still there?"));
    await client.until("still there?");
  },
);

test("a message nested deeper than may be encoded is refused where any payload is welcome", async () => {
  const client = await ask(upgrade("/channels/room%3Ar/websocket"));
  client.send(text(`{"type":"publish","id":1,"message":{"type":"said","payload":${deep}}}`));
  await client.until(/"bad-message","message":"frame.message.payload: expected at most 32 levels/);
});

test("a frame nested deep on the control socket is answered with an error", async () => {
  const client = await ask(
    upgrade("/api/sessions/s1/control", { "Sec-WebSocket-Protocol": "ladder-control.v1" }),
  );
  client.send(text(`{"type":"schedule","schedule":${deep}}`));
  await client.until('"type":"error","code":"bad-schedule"');
});

const FATAL: readonly (readonly [string, number, Uint8Array])[] = [
  ["a binary frame", CLOSE.unsupportedData, frame(OPCODE.binary, "x")],
  ["bad UTF-8", 1007, frame(OPCODE.text, Uint8Array.of(0xff))],
  ["a frame over the limit", 1009, frame(OPCODE.text, "x".repeat(70_000))],
  [
    "a frame in fragments over the limit",
    1009,
    Buffer.concat([
      frame(OPCODE.text, "x".repeat(40_000), false),
      frame(OPCODE.continuation, "x".repeat(40_000)),
    ]),
  ],
  [
    "a frame in very many fragments",
    1008,
    Buffer.concat([
      frame(OPCODE.text, "x", false),
      ...Array(70).fill(frame(OPCODE.continuation, "x", false)),
    ]),
  ],
  ["a reserved bit", 1002, Uint8Array.of(0xc1, 0x80, 0, 0, 0, 0)],
  ["a frame without its mask", 1002, Uint8Array.of(0x81, 0)],
  ["an unknown opcode", 1002, frame(3)],
];

test.for(FATAL)("%s closes the WebSocket with %i", async ([, code, sent]) => {
  const client = await ask(upgrade(SOCKET), sent);
  // A close frame: FIN and opcode 8, the length, and the code.
  await client.until(`${String.fromCharCode(code >> 8, code & 255)}`);
  client.send(closeFrame(code));
  await client.closed;
  expect(client.received).toMatch(new RegExp(`\\x88[\\x02-\\x7d]\\x${hex(code >> 8)}\\x${hex(code & 255)}`));
});

const hex = (byte: number) => byte.toString(16).padStart(2, "0");

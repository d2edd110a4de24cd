import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { channelPath, SUBPROTOCOL, TRANSPORTS } from "#protocol/transports.ts";
import { createConversation } from "#protocol/wire/conversation.ts";
import { dissect } from "#protocol/wire/dissect.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { captureTo } from "../testing/capture-file.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { startLab } from "../testing/lab-server.ts";
import { soon, startNetwork } from "../testing/network.ts";
import { connectRaw } from "../testing/raw-client.ts";
import { read } from "../testing/reader.ts";

const OPCODES: Readonly<Record<string, string>> = { text: "1", close: "8", ping: "9", pong: "10" };

test("what the decoder reads on the tape, tshark reads in a capture of the same wire", {
  timeout: 60_000,
}, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "ladder-capture-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const capture = await captureTo(join(folder, "wire.pcapng"));
  if (typeof capture === "string") {
    if (process.env.CI) throw new Error(capture);
    return context.skip(capture);
  }
  const room = createHandChannel("room:r", "log");
  const lab = await startLab({ channels: [room] });
  const network = await startNetwork({ to: lab, tape: true });
  const readers = TRANSPORTS.map((transport) =>
    read(transport, {
      url: `http://127.0.0.1:${network.ports[transport]}`,
      channel: "room:r",
      session: "s1",
    }),
  );
  for (let i = 0; i < 10; i += 1) {
    room.publish("said", "x".repeat(i * 40)); // some frames with a length of one byte, some of three
    await Promise.all(readers.map((reader) => reader.until(({ length }) => length > i)));
  }
  const { ports } = network;
  const path = channelPath("room:r", "websocket");
  const socket = new WebSocket(`ws://127.0.0.1:${ports.websocket}${path}?session=s1`, SUBPROTOCOL);
  await once(socket, "open");
  socket.ping("are you there?");
  await once(socket, "pong");
  await lab.close(); // streams end, sockets close with a code, and who asks again is refused
  await Promise.allSettled(readers.map(({ ended }) => ended));
  await connectRaw(ports.control); // the tape is told in batches, in order: once it holds this, it holds all
  await soon(() => network.records.some((record) => "lane" in record && record.lane === "control")).toBe(
    true,
  );
  await network[Symbol.asyncDispose]();
  await capture.stop();

  const { entries, bytesOf } = decode(network.records);
  for (const lane of TRANSPORTS) {
    const on = entries.filter((entry) => entry.lane === lane);
    const heads = on.flatMap(({ kind, label }) => {
      if (kind === "request" || kind === "upgrade") return [label.split(" ")[0]];
      return kind === "response" || kind === "switch" ? [label.slice(0, 3)] : [];
    });
    const streams = on.filter(({ kind }) => kind === "last-chunk").map(() => "200");
    const seen = capture
      .read(ports[lane], "http", ["http.request.method", "http.response.code"])
      .map(([method, status]) => method || status);
    // tshark tells of a stream when it is over.
    expect(seen.sort(), lane).toEqual([...heads, ...streams].sort());
  }

  const chunks = entries
    .filter(({ lane, kind }) => lane === "sse" && ["event", "comment", "last-chunk"].includes(kind))
    .flatMap((entry) => dissect(bytesOf(entry), entry))
    .filter(({ name }) => name === "chunk size" || name === "last chunk")
    .map(({ value }) => value.replace(" bytes", ""));
  const sizes = capture
    .read(ports.sse, "http.chunk_size", ["http.chunk_size"])
    .flatMap(([all = ""]) => all.split(","));
  expect(sizes.map(Number)).toEqual(chunks.map(Number));

  const frames = entries
    .filter(({ lane, kind }) => lane === "websocket" && kind in OPCODES)
    .map((entry) => [OPCODES[entry.kind], String(lengthOf(dissect(bytesOf(entry), entry)))]);
  const dissected = capture
    .read(ports.websocket, "websocket", [
      "websocket.opcode",
      "websocket.payload_length",
      "websocket.payload_length_ext_16",
    ])
    .flatMap(([opcodes = "", lengths = "", longer = ""]) => {
      const long = longer.split(",");
      return opcodes.split(",").map((opcode, i) => {
        const short = lengths.split(",")[i];
        return [opcode, short === "126" ? long.shift() : short];
      });
    });
  expect(dissected.map(String).sort()).toEqual(frames.map(String).sort());
  expect(frames.length).toBeGreaterThan(10);
});

function decode(records: Awaited<ReturnType<typeof startNetwork>>["records"]) {
  const entries = new Map<number, Entry>();
  const conversations = new Map<number, ReturnType<typeof createConversation>>();
  const streams = new Map<string, Buffer[]>();
  let ids = 0;
  for (const record of records) {
    const { connection } = record;
    if (record.kind === "opened")
      conversations.set(
        connection,
        createConversation(record, {
          newId: () => ++ids,
          tell: (id, change) => entries.set(id, { ...entries.get(id), ...change } as Entry),
          published: () => {},
        }),
      );
    if (record.kind === "bytes") {
      const key = `${connection} ${record.from}`;
      streams.set(key, [...(streams.get(key) ?? []), Buffer.from(record.data, "base64")]);
    }
    conversations.get(connection)?.feed(record);
  }
  return {
    entries: [...entries.values()],
    bytesOf: ({ connection, from, start, end }: Entry) =>
      Buffer.concat(streams.get(`${connection} ${from}`) ?? []).subarray(start, end),
  };
}

function lengthOf(fields: ReturnType<typeof dissect>): number {
  const field = fields.findLast(({ name }) => name === "length" || name === "extended length");
  return Number.parseInt(field?.value ?? "", 10);
}

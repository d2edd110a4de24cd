import { get as ask } from "node:http";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { NO_FAULTS } from "#protocol/network.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { startLab } from "../testing/lab-server.ts";
import { soon, startNetwork } from "../testing/network.ts";
import { connectRaw, get, request, upgrade } from "../testing/raw-client.ts";
import { createProxy } from "./proxy.ts";

vi.setConfig({ testTimeout: 30_000 });

/** A lab, and a network with faults before it. */
async function begin() {
  const room = createHandChannel("room:r", "log");
  const lab = await startLab({ channels: [room] });
  const network = await startNetwork({ to: lab });
  onTestFinished(async () => {
    await network[Symbol.asyncDispose]();
    await lab.close();
  });
  return { room, lab, network };
}
const path = (route: string, query = "") => `/channels/room%3Ar/${route}?session=s1${query}`;

test("a buffering proxy holds a stream until there is enough of it, and then passes all of that", async () => {
  const { room, lab, network } = await begin();
  network.faults({ bufferBytes: 2000 });
  const client = await connectRaw(network.ports.sse);
  onTestFinished(() => void client.socket.destroy());
  client.send(get(path("sse")));
  await soon(() => lab.meter("s1", "sse").requests).toBe(1);
  let said = 0;
  while (lab.meter("s1", "sse").bytesOut < 1700) {
    said += 1;
    room.publish("said", said);
    await new Promise(setImmediate);
  }
  expect(client.received, "not even the head").toBe("");
  room.publish("said", "x".repeat(300));
  await client.until("xxx");
  expect(client.received.match(/^id: /gm), "late, and whole").toHaveLength(said + 1);
  room.publish("said", "held again");
  network.faults({ bufferBytes: 0 });
  await client.until("held again");
});

test("an answer that is whole passes a buffering proxy at once, and so does a WebSocket", async () => {
  const { room, network } = await begin();
  network.faults({ bufferBytes: 1 << 20 });
  const client = await connectRaw(network.ports["short-polling"]);
  onTestFinished(() => void client.socket.destroy());
  room.publish("said", 1);
  const questions = [
    get(path("short-polling")),
    get(path("long-polling", "&timeout=0&after=hand:1")),
    request("HEAD", path("sse")),
  ];
  for (const [i, question] of questions.entries()) {
    client.send(question);
    await client.answers(i + 1);
  }
  expect((await client.answers(3)).map(({ status }) => status)).toEqual([200, 204, 200]);
  const socket = await connectRaw(network.ports.websocket);
  onTestFinished(() => void socket.socket.destroy());
  socket.send(upgrade(path("websocket")));
  await socket.until("101");
  room.publish("said", "through the tunnel");
  await socket.until("through the tunnel");
});

test("a proxy that refuses upgrades answers 502, closes, and the server never hears of it", async () => {
  const { lab, network } = await begin();
  network.faults({ refuseUpgrades: true });
  const client = await connectRaw(network.ports.websocket);
  const question = upgrade(path("websocket"));
  client.send(question.slice(0, 30)); // a head may come in pieces
  client.send(question.slice(30));
  const answer = await client.answer();
  expect(answer).toMatchObject({ status: 502, headers: { connection: "close" } });
  expect(answer.body).toMatch("upgrades");
  await client.closed;
  expect(lab.meter("s1", "websocket").requests).toBe(0);
  await soon(() => lab.total().transports.control?.bytesIn).toBe(0);
  const plain = await connectRaw(network.ports.websocket);
  plain.send(get(path("short-polling")));
  expect((await plain.answer()).status).toBe(200);
  plain.socket.destroy();
});

test("a WebSocket that is open outlives a proxy's dislike of upgrades", async () => {
  const { room, network } = await begin();
  const client = await connectRaw(network.ports.websocket);
  onTestFinished(() => void client.socket.destroy());
  client.send(upgrade(path("websocket")));
  await client.until("101");
  network.faults({ refuseUpgrades: true, bufferBytes: 4096 });
  room.publish("said", "still open");
  await client.until("still open");
});

test("a plain client of Node's reads what a buffering proxy passes", async () => {
  const { room, network } = await begin();
  room.publish("said", 1);
  network.faults({ bufferBytes: 1 << 20 });
  const status = await new Promise((resolve) =>
    ask({ port: network.ports["short-polling"], path: path("short-polling") }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }),
  );
  expect(status).toBe(200);
});

// --- where an answer ends ---
const WHOLE: readonly (readonly [method: string, answer: string])[] = [
  ["GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"],
  ["GET", "HTTP/1.1 204 No Content\r\n\r\n"],
  ["HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"],
  ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"],
  ["GET", "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nTrailer: x\r\n\r\n"],
  ["POST", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length:2\r\n\r\n{}"],
];
const asking = (method: string) =>
  `${method} / HTTP/1.1\r\nHost: lab\r\n${method === "POST" ? "Content-Length: 3\r\n\r\nabc" : "\r\n"}`;

function proxied(bufferBytes: number) {
  const seen = { up: "", down: "", refused: 0 };
  const sum = { heldBytes: 0 };
  const proxy = createProxy({
    sum,
    faults: () => ({ ...NO_FAULTS, bufferBytes, refuseUpgrades: true }),
    up(bytes) {
      seen.up += bytes.toString("latin1");
    },
    down(bytes) {
      seen.down += bytes.toString("latin1");
    },
    refuse() {
      seen.refused += 1;
    },
  });
  return { proxy, sum, seen: () => seen };
}

test.for(WHOLE)("the answer to %s is held until its last byte: %j", ([method, answer]) => {
  const { proxy, seen } = proxied(1 << 20);
  proxy.request(Buffer.from(asking(method)));
  const bytes = Buffer.from(answer);
  const head = bytes.subarray(0, -1);
  proxy.answer(head);
  // An interim answer is whole by itself.
  expect(seen().down).toBe("");
  proxy.answer(bytes.subarray(-1));
  expect(seen().down).toBe(answer);
});

test("an answer without a length ends with the connection", () => {
  const { proxy, seen } = proxied(1 << 20);
  proxy.request(Buffer.from(asking("GET")));
  proxy.answer(Buffer.from("HTTP/1.1 200 OK\r\n\r\nuntil I am done"));
  expect(seen().down).toBe("");
  proxy.look(true);
  expect(seen().down).toMatch(/done$/);
});

test("requests and answers pass whole and in order, however their bytes are split", () => {
  const pieces = fc.array(fc.nat(40), { maxLength: 40 });
  fc.assert(
    fc.property(pieces, fc.nat(300), (lengths, bufferBytes) => {
      const { proxy, seen } = proxied(bufferBytes);
      const asked = WHOLE.map(([method]) => asking(method)).join("");
      const answered = WHOLE.map(([, answer]) => answer).join("");
      for (const piece of split(asked, lengths)) proxy.request(piece);
      for (const piece of split(answered, lengths)) proxy.answer(piece);
      expect(seen()).toEqual({ up: asked, down: answered, refused: 0 });
    }),
  );
});

test("an upgrade is refused however its bytes are split, and nothing of it passes", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 40 }), (lengths) => {
      const { proxy, seen } = proxied(0);
      for (const piece of split(asking("GET"), lengths)) proxy.request(piece);
      for (const piece of split(upgrade("/"), lengths)) proxy.request(piece);
      expect(seen()).toMatchObject({ up: asking("GET"), refused: 1 });
    }),
  );
});

test("what is no HTTP passes as it is", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (pieces) => {
      const { proxy, seen } = proxied(100);
      for (const piece of pieces) proxy.answer(Buffer.from(piece));
      proxy.look(true);
      expect(seen().down).toBe(Buffer.concat(pieces).toString("latin1"));
    }),
  );
});

function split(text: string, lengths: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  let from = 0;
  const parts = lengths.map((length) => {
    from += length;
    return bytes.subarray(from - length, from);
  });
  return [...parts, bytes.subarray(from)];
}

test("what is held counts in the sum of the network, and is not held where that is too much", () => {
  const { proxy, sum, seen } = proxied(1 << 20);
  proxy.request(Buffer.from(asking("GET")));
  proxy.answer(Buffer.from("HTTP/1.1 200 OK\r\n\r\none"));
  expect([sum.heldBytes, seen().down]).toEqual([22, ""]);
  sum.heldBytes += 64 << 20; // what others hold
  proxy.answer(Buffer.from(" and two"));
  expect([sum.heldBytes, seen().down]).toEqual([64 << 20, "HTTP/1.1 200 OK\r\n\r\none and two"]);
  sum.heldBytes = 0;
  proxy.answer(Buffer.from(" and three"));
  proxy.close();
  expect([sum.heldBytes, seen().down.includes("three")]).toEqual([0, false]);
});

import { describe, expect, test } from "vitest";
import { byteByByte, decode, record, type Said } from "../../testing/tape.ts";

const envelope = (seq: number) =>
  `{"v":1,"type":"counter","channel":"counter","epoch":"k3f9","seq":${seq},"at":1,"payload":{"value":${seq}}}`;
const ask = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const answer = (body: string) =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const event = (seq: number) => `id: k3f9:${seq}\ndata: ${envelope(seq)}\n\n`;
const SSE_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const UPGRADE =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const SWITCH = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

const utf8 = (text: string) => new TextEncoder().encode(text);

function frame(opcode: number, said: string | Uint8Array, { mask = false, fin = true } = {}): Uint8Array {
  const payload = typeof said === "string" ? utf8(said) : said;
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255];
  length[0] = (length[0] ?? 0) | (mask ? 0x80 : 0);
  const key = mask ? [1, 2, 3, 4] : [];
  const body = mask ? payload.map((byte, i) => byte ^ (key[i % 4] ?? 0)) : payload;
  return Uint8Array.from([(fin ? 0x80 : 0) | opcode, ...length, ...key, ...body]);
}
const close = (code: number, reason: string) => Uint8Array.from([code >> 8, code & 255, ...utf8(reason)]);

const TALKS: Readonly<Record<string, readonly Said[]>> = {
  "short polling": [
    ["client", ask("/channels/counter/short-polling?session=s")],
    ["server", answer(`[${envelope(1)}]`)],
    ["client", ask("/channels/counter/short-polling?session=s&after=k3f9:1")],
    ["server", answer("[]")],
  ],
  "long polling": [
    ["client", ask("/channels/counter/long-polling")],
    ["server", answer(`[${envelope(1)},${envelope(2)}]`)],
    ["client", ask("/channels/counter/long-polling?after=k3f9:2")],
    ["server", "HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\n\r\n"],
  ],
  "a stream of events": [
    ["client", ask("/channels/counter/sse")],
    ["server", SSE_HEAD],
    ["server", chunk("retry: 1500\n\n")],
    ["server", chunk(event(1))],
    ["server", chunk(event(2) + event(3))],
    ["server", chunk(":\n\n")],
    ["server", chunk(event(4).slice(0, 40)) + chunk(event(4).slice(40))],
    ["server", "0\r\n\r\n"],
    ["client", ask("/again")],
  ],
  "a stream with other ends of lines": [
    ["client", ask("/channels/counter/sse")],
    ["server", SSE_HEAD],
    ["server", chunk(event(1).replaceAll("\n", "\r\n") + event(2).replaceAll("\n", "\r\n"))],
    ["server", chunk(event(3).replaceAll("\n", "\r"))],
    ["server", "0\r\n\r\n"],
  ],
  "a WebSocket": [
    ["client", ask("/channels/counter/websocket", UPGRADE)],
    ["server", SWITCH],
    ["server", frame(1, envelope(1))],
    ["client", frame(1, '{"type":"resume","id":1}', { mask: true })],
    ["server", frame(1, '{"type":"ack","id":1,"position":"k3f9:1"}')],
    ["server", frame(9, "")],
    ["client", frame(10, "", { mask: true })],
    ["server", frame(1, envelope(2).slice(0, 20), { fin: false })],
    ["server", frame(0, envelope(2).slice(20))],
    ["server", frame(8, close(1001, "going away"))],
  ],
};

const said = (talk: readonly Said[]) =>
  decode(record(talk)).map(({ from, kind, label, seqs, payloadBytes }) =>
    [from, kind, label, seqs.join(","), payloadBytes].join(" | "),
  );

describe("a conversation is cut into what was said", () => {
  const size = envelope(1).length;
  test.each([
    [
      "short polling",
      [
        "client | opened | port 50000 to 41000 |  | 0",
        "client | request | GET short-polling |  | 0",
        `server | response | 200 counter 1 | 1 | ${size}`,
        "client | request | GET short-polling |  | 0",
        "server | response | 200 |  | 0",
      ],
    ],
    [
      "long polling",
      [
        "client | opened | port 50000 to 41000 |  | 0",
        "client | request | GET long-polling |  | 0",
        `server | response | 200 2 messages | 1,2 | ${2 * size}`,
        "client | request | GET long-polling |  | 0",
        "server | response | 204 |  | 0",
      ],
    ],
    [
      "a stream of events",
      [
        "client | opened | port 50000 to 41000 |  | 0",
        "client | request | GET sse |  | 0",
        "server | stream | 200 stream |  | 0",
        "server | event | retry 1500 ms |  | 0",
        ...[1, 2, 3].map((seq) => `server | event | counter ${seq} | ${seq} | ${size}`),
        "server | comment | comment |  | 0",
        `server | event | counter 4 | 4 | ${size}`,
        "server | last-chunk | end of the stream |  | 0",
        "client | request | GET again |  | 0",
      ],
    ],
    [
      "a WebSocket",
      [
        "client | opened | port 50000 to 41000 |  | 0",
        "client | upgrade | GET websocket |  | 0",
        "server | switch | 101 switching protocols |  | 0",
        `server | text | counter 1 | 1 | ${size}`,
        "client | text | resume |  | 0",
        "server | text | ack |  | 0",
        "server | ping | ping |  | 0",
        "client | pong | pong |  | 0",
        "server | text | a part of a message |  | 0",
        `server | text | counter 2 | 2 | ${size}`,
        "server | close | close 1001 going away |  | 0",
      ],
    ],
  ])("%s", (name, entries) => {
    expect(said(TALKS[name] ?? [])).toEqual(entries);
  });
});

describe("it does not matter how the bytes are split", () => {
  const plain = (entries: ReturnType<typeof decode>) =>
    entries.map(({ id, kind, label, from, start, end, seqs, payloadBytes, pair }) => ({
      ...{ id, kind, label, from, start, end, seqs, payloadBytes, pair },
    }));
  for (const [name, talk] of Object.entries(TALKS)) {
    test(`${name}, byte by byte`, () => {
      expect(plain(decode(record(talk, { cut: byteByByte })))).toEqual(plain(decode(record(talk))));
    });
    test(`${name}: every byte is in one entry`, () => {
      for (const side of ["client", "server"] as const) {
        const entries = decode(record(talk)).filter(({ from, start, end }) => from === side && end !== start);
        entries.forEach((entry, i) => void expect(entry.start).toBe(entries[i - 1]?.end ?? 0));
      }
    });
  }
});

test("an entry is sent with its first byte, whole with its last, and arrives when that is handed on", () => {
  const [, question] = decode(record([["client", ask("/x")]], { cut: byteByByte, delayMs: 100 }));
  const { length } = ask("/x");
  expect(question).toMatchObject({ sentAt: 1, wholeAt: length, arrivedAt: length + 100 });
});

test("what has not come whole has no end, and what was never handed on never arrives", () => {
  const records = record([["client", ask("/x").slice(0, -1)]]);
  expect(decode(records)[1]).toMatchObject({ kind: "request", end: undefined, arrivedAt: undefined });
  const lost = record([["client", ask("/x")]]).filter(({ kind }) => kind !== "passed");
  expect(decode(lost)[1]).toMatchObject({ end: ask("/x").length, arrivedAt: undefined });
});

test("question and answer know each other, also where questions are pipelined", () => {
  const entries = decode(
    record([
      ["client", ask("/a") + ask("/b")],
      ["server", answer("[]") + answer("[]")],
    ]),
  );
  expect(entries.map(({ id, pair }) => [id, pair])).toEqual([
    [1, undefined],
    [2, 4],
    [3, 5],
    [4, 2],
    [5, 3],
  ]);
});

test("an upgrade that is refused leaves HTTP behind it", () => {
  const entries = decode(
    record([
      ["client", ask("/channels/counter/websocket", UPGRADE)],
      ["server", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"],
      ["client", ask("/a")],
    ]),
  );
  expect(entries.map(({ kind }) => kind)).toEqual(["opened", "upgrade", "response", "request"]);
});

test("what was asked behind an upgrade that is refused has its answer", () => {
  const entries = decode(
    record([
      ["client", ask("/channels/counter/websocket", UPGRADE) + ask("/a")],
      ["server", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"],
      ["server", answer("[]")],
    ]),
  );
  expect(entries.map(({ id, kind, pair }) => [id, kind, pair])).toEqual([
    [1, "opened", undefined],
    [2, "upgrade", 3],
    [3, "response", 2],
    [4, "request", 5],
    [5, "response", 4],
  ]);
});

test("the parts of a binary message are binary", () => {
  const entries = decode(
    record([
      ["client", ask("/channels/counter/websocket", UPGRADE)],
      ["server", SWITCH],
      ["server", frame(2, "a", { fin: false })],
      ["server", frame(9, "")],
      ["server", frame(0, "b")],
      ["server", frame(1, "c")],
    ]),
  );
  expect(entries.slice(3).map(({ kind }) => kind)).toEqual(["binary", "ping", "binary", "text"]);
});

test("an answer without a length ends with the connection", () => {
  const records = record([
    ["client", ask("/a")],
    ["server", "HTTP/1.1 200 OK\r\n\r\nall of it"],
  ]);
  expect(decode(records).at(-1)?.end).toBeUndefined();
  const ended = decode([...records, { kind: "ended", at: 9, connection: 1, by: "server", how: "fin" }]);
  expect(ended.slice(-2)).toMatchObject([{ end: 28 }, { kind: "ended", label: "FIN", sentAt: 9 }]);
  const byNetwork = decode([...records, { kind: "ended", at: 9, connection: 1, by: "network", how: "fin" }]);
  expect(byNetwork.at(-2)?.end).toBe(28);
  const cut = decode([...records, { kind: "ended", at: 9, connection: 1, by: "server", how: "reset" }]);
  expect(cut.at(-2)?.end, "a reset says nothing of how long it was to be: RFC 9112 §8").toBeUndefined();
});

describe("bytes that are wrong become a marked entry", () => {
  test.each<[string, string, Said]>([
    ["no HTTP", "request line", ["client", "HELLO you\r\n\r\n"]],
    ["a size that is no number", "hex", ["server", `${SSE_HEAD}xyz\r\n`]],
    ["a frame of an unknown kind", "opcode", ["server", SWITCH + String.fromCharCode(0x83, 0)]],
    ["a masked frame from a server", "unmasked", ["server", SWITCH + String.fromCharCode(0x81, 0x80)]],
    [
      "a length that is no number",
      "Content-Length",
      ["server", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"],
    ],
  ])("%s", (_, words, wrong) => {
    const before: Said[] = wrong[0] === "client" ? [] : [["client", ask("/a", UPGRADE)]];
    const entries = decode(record([...before, wrong, [wrong[0], "more"]]));
    const marked = entries.filter(({ kind }) => kind === "malformed");
    expect(marked[0]?.label).toContain(words);
    expect(marked).toHaveLength(2);
  });

  test.each<[string, string, number, readonly Uint8Array[]]>([
    ["a continuation of nothing", "begin before it continues", 0, [frame(0, "b")]],
    ["a message inside another", "before another begins", 1, [frame(1, "a", { fin: false }), frame(1, "b")]],
    ["a close frame of one byte", "close code of 2 bytes", 0, [frame(8, "x")]],
    ["data after a close frame", "after a close", 1, [frame(8, close(1000, "")), frame(1, "a")]],
    ["a continuation after a whole message", "begin before", 1, [frame(1, "a"), frame(0, "b")]],
  ])("%s", (_, words, good, frames) => {
    const talk = frames.map((bytes): Said => ["server", bytes]);
    const entries = decode(record([["client", ask("/a", UPGRADE)], ["server", SWITCH], ...talk]));
    expect(entries.slice(3, 3 + good).map(({ kind }) => kind)).not.toContain("malformed");
    expect(entries[3 + good]).toMatchObject({ kind: "malformed", label: expect.stringContaining(words) });
  });

  test("what may come between frames and after a close is not wrong: control frames, and a close without a code", () => {
    const talk = [frame(1, "a", { fin: false }), frame(9, ""), frame(0, "b"), frame(8, ""), frame(10, "")];
    const said = talk.map((bytes): Said => ["server", bytes]);
    const entries = decode(record([["client", ask("/a", UPGRADE)], ["server", SWITCH], ...said]));
    expect(entries.slice(3).map(({ kind }) => kind)).toEqual(["text", "ping", "text", "close", "pong"]);
  });

  test("after a gap on the tape a continuation may be of what nobody saw", () => {
    const records = record([
      ["client", ask("/a", UPGRADE)],
      ["server", SWITCH],
      ["server", frame(1, "a", { fin: false })],
      ["server", frame(0, "b")],
    ]);
    const { length } = SWITCH;
    const torn = records.filter(
      (one) => one.kind !== "bytes" || one.from !== "server" || one.offset !== length,
    );
    expect(decode(torn).map(({ kind }) => kind)).toEqual([
      "opened",
      "upgrade",
      "switch",
      "malformed",
      "text",
    ]);
  });

  test("bytes at random never throw", () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const talks = Object.values(TALKS);
    for (let round = 0; round < 2000; round += 1) {
      const talk = talks[round % talks.length] ?? [];
      const mutate = (bytes: Uint8Array) => [bytes.map((byte) => (random() < 0.03 ? random() * 256 : byte))];
      expect(() => decode(record(talk, { cut: mutate }))).not.toThrow();
    }
  });
});

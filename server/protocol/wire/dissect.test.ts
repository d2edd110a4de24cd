import { describe, expect, test } from "vitest";
import { dissect } from "./dissect.ts";
import type { EntryKind, Field } from "./entry.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const envelope =
  '{"v":1,"type":"counter","channel":"counter","epoch":"k3f9","seq":7,"at":1.5,"payload":{"value":7}}';
const MEMBERS = [
  ["v", "1"],
  ["type", '"counter"'],
  ["channel", '"counter"'],
  ["epoch", '"k3f9"'],
  ["seq", "7"],
  ["at", "1.5"],
  ["value", '{"value":7}'],
];
const said = (fields: readonly Field[]) => fields.map(({ name, value }) => [name, value]);

function fieldsOf(kind: EntryKind, bytes: Uint8Array | string): readonly Field[] {
  const whole = typeof bytes === "string" ? bytesOf(bytes) : bytes;
  const fields = dissect(whole, { kind, end: whole.length });
  let covered = 0;
  for (const { start, end } of fields) {
    expect(start).toBeLessThanOrEqual(covered);
    covered = Math.max(covered, end);
  }
  expect(covered).toBe(whole.length);
  return fields;
}

test("a request: line, query and headers, each by its name", () => {
  const bytes = "GET /channels/counter/sse?session=s1&after=k3f9:6 HTTP/1.1\r\nHost: lab:1\r\n\r\n";
  expect(said(fieldsOf("request", bytes))).toEqual([
    ["method", "GET"],
    ["space", " "],
    ["path", "/channels/counter/sse"],
    ["session", "s1"],
    ["after", "k3f9:6"],
    ["space", " "],
    ["version", "HTTP/1.1"],
    ["CRLF", "\\r\\n"],
    ["Host", "lab:1"],
    ["end of head", "\\r\\n"],
  ]);
});

test("an answer: what is payload is told from what is around it", () => {
  const fields = fieldsOf(
    "response",
    `HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[${envelope},${envelope}]`,
  );
  expect(said(fields).slice(8)).toEqual([
    ["envelopes", "["],
    ...MEMBERS,
    ["envelopes", ","],
    ...MEMBERS,
    ["envelopes", "]"],
  ]);
  const payload = fields.filter(({ isPayload }) => isPayload);
  expect(payload.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(2 * envelope.length);
});

test("an event in its chunk", () => {
  const event = `id: k3f9:7\ndata: ${envelope}\n\n`;
  expect(said(fieldsOf("event", `${event.length.toString(16)}\r\n${event}\r\n`))).toEqual([
    ["chunk size", `${event.length} bytes`],
    ["CRLF", "\\r\\n"],
    ["id", "k3f9:7"],
    ["LF", "\\n"],
    ["data", "what follows is for the page"],
    ...MEMBERS,
    ["LF", "\\n"],
    ["end of event", "\\n"],
    ["CRLF", "\\r\\n"],
  ]);
});

describe("an event that chunks run through is named as if it had come in one", () => {
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  const event = `id: k3f9:7\ndata: ${envelope}\n\n`;
  const isOfChunks = ({ name }: Field) => ["chunk size", "CRLF"].includes(name);
  const whole = said(fieldsOf("event", chunk(event)).filter((field) => !isOfChunks(field)));

  test("wherever it is cut", () => {
    for (let at = 1; at < event.length; at += 1) {
      const fields = fieldsOf("event", chunk(event.slice(0, at)) + chunk(event.slice(at)));
      const names = said(fields.filter((field) => !isOfChunks(field)));
      const isSame = (a: readonly unknown[] = [], b: readonly unknown[] = []) => `${a}` === `${b}`;
      expect(names.filter((name, i) => !isSame(name, names[i - 1]) || isSame(name, whole[i]))).toEqual(whole);
      expect(fields.filter(isOfChunks)).toHaveLength(6);
      const payload = fields.filter(({ isPayload }) => isPayload);
      expect(payload.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(envelope.length);
    }
  });
  test("also where it begins in another event's chunk", () => {
    const fields = fieldsOf("event", `${event.slice(0, 30)}\r\n${chunk(event.slice(30))}`);
    expect(fields.filter(isOfChunks).map(({ name }) => name)).toEqual(["CRLF", "chunk size", "CRLF", "CRLF"]);
    expect(fields.filter(({ name }) => name === "type")).toHaveLength(2);
  });
  test("a list in chunks, extensions and trailers", () => {
    const body = `[${envelope}]`;
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const chunks = `14;a=b\r\n${body.slice(0, 20)}\r\n${chunk(body.slice(20))}0\r\nX: y\r\n\r\n`;
    const names = fieldsOf("response", head + chunks).map(({ name }) => name);
    expect(names.slice(8)).toEqual([
      ...["chunk size", "chunk extension", "CRLF", "envelopes", "v", "type", "CRLF"],
      ...["chunk size", "CRLF", "type", "channel", "epoch", "seq", "at", "value", "envelopes", "CRLF"],
      ...["last chunk", "CRLF", "trailer", "CRLF", "CRLF"],
    ]);
  });
});

describe("frames", () => {
  test("from the server: two bytes, and the envelope", () => {
    const fields = fieldsOf("text", Uint8Array.of(0x81, envelope.length, ...bytesOf(envelope)));
    expect(said(fields)).toEqual([
      ["FIN", "1, the last of its message"],
      ["RSV", "000"],
      ["opcode", "1, text"],
      ["MASK", "0, not masked"],
      ["length", `${envelope.length} bytes`],
      ...MEMBERS,
    ]);
  });
  test("from the client: a key, and what it hides", () => {
    const fields = fieldsOf("text", Uint8Array.of(0x81, 0x82, 1, 2, 3, 4, 0x68 ^ 1, 0x69 ^ 2));
    expect(said(fields).slice(3)).toEqual([
      ["MASK", "1, masked"],
      ["length", "2 bytes"],
      ["masking key", "01 02 03 04"],
      ["payload", "hi"],
    ]);
  });
  test("a publish frame, member by member, though it is masked", () => {
    const text = '{"type":"publish","id":3,"message":{"type":"chat","payload":"{a, \u00e9}"}}';
    const plain = new TextEncoder().encode(text);
    const masked = plain.map((byte, i) => byte ^ (i % 4));
    const fields = fieldsOf("text", Uint8Array.of(0x81, 0x80 | plain.length, 0, 1, 2, 3, ...masked));
    expect(said(fields).slice(6)).toEqual([
      ["frame type", '"publish"'],
      ["frame id", "3"],
      ["message", "what follows"],
      ["message type", '"chat"'],
      ["message payload", '"{a, \u00e9}"'],
    ]);
  });
  test.each([
    ['{"type":"ack","id":3,"position":"k3f9:7"}', ["frame type", "frame id", "position"]],
    [
      '{"type":"error","id":3,"code":"x","message":"y"}',
      ["frame type", "frame id", "refusal code", "refusal text"],
    ],
    ['{"type":"ack","constructor":1}', ["payload"]],
    ['{"type":"ack"', ["payload"]],
    ['{"message":{"other":1}}', ["message"]],
  ])("%s", (text, names) => {
    const fields = fieldsOf("text", Uint8Array.of(0x81, text.length, ...bytesOf(text)));
    expect(fields.slice(5).map(({ name }) => name)).toEqual(names);
  });
  test("a longer one says its length apart", () => {
    const fields = fieldsOf("binary", Uint8Array.of(0x82, 126, 0, 200, ...new Uint8Array(200)));
    expect(said(fields).slice(4, 6)).toEqual([
      ["length", "126: in the next 2 bytes"],
      ["extended length", "200 bytes"],
    ]);
  });
  test("a close", () => {
    const fields = fieldsOf("close", Uint8Array.of(0x88, 4, 0x03, 0xe9, 0x6f, 0x6b));
    expect(said(fields).slice(5)).toEqual([
      ["close code", "1001"],
      ["close reason", "ok"],
    ]);
  });
});

test("comments, the last chunk, and what fits nowhere", () => {
  expect(said(fieldsOf("comment", "3\r\n:\n\n\r\n"))).toEqual([
    ["chunk size", "3 bytes"],
    ["CRLF", "\\r\\n"],
    ["comment", ""],
    ["LF", "\\n"],
    ["end of event", "\\n"],
    ["CRLF", "\\r\\n"],
  ]);
  expect(said(fieldsOf("last-chunk", "0\r\n\r\n"))[0]).toEqual(["last chunk", "0 bytes"]);
  expect(said(fieldsOf("malformed", "HELLO"))).toEqual([["malformed", "HELLO"]]);
  expect(said(dissect(bytesOf("GET /x HT"), { kind: "request", end: undefined }))).toEqual([
    ["incomplete", "GET /x HT"],
  ]);
});

test("no bytes of any kind make it throw or leave a byte out", () => {
  const kinds: EntryKind[] = [
    "request",
    "response",
    "stream",
    "event",
    "comment",
    "text",
    "close",
    "upgrade",
  ];
  for (let seed = 0; seed < 400; seed += 1)
    for (const kind of kinds)
      fieldsOf(
        kind,
        Uint8Array.from({ length: seed % 40 }, (_, i) => (seed * 31 + i * i * 7) % 256),
      );
});

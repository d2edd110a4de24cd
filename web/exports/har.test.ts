import { expect, test } from "vitest";
import type { TapeRecord } from "#protocol/tape.ts";
import { record } from "../../server/testing/tape.ts";
import { writeHar } from "./har.ts";

const harOf = (records: readonly TapeRecord[]) =>
  JSON.parse(writeHar({ records, userAgent: "a browser" })).log;

test("a request and its answer become an entry, with the times of each", () => {
  const log = harOf(
    record(
      [
        [
          "client",
          "POST /c/increment?session=s1&n=1 HTTP/1.1\r\nHost: lab:4000\r\nContent-Type: application/json\r\n",
        ],
        ["client", "Content-Length: 2\r\n\r\n{}"],
        ["server", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"],
      ],
      { delayMs: 40 },
    ),
  );
  expect(log).toMatchObject({ version: "1.2", creator: { name: "The Realtime Ladder" } });
  expect(log.entries).toEqual([
    {
      startedDateTime: "1970-01-01T00:00:00.001Z",
      time: 42,
      request: {
        method: "POST",
        url: "http://lab:4000/c/increment?session=s1&n=1",
        httpVersion: "HTTP/1.1",
        cookies: [],
        headers: [
          { name: "Host", value: "lab:4000" },
          { name: "Content-Type", value: "application/json" },
          { name: "Content-Length", value: "2" },
        ],
        queryString: [
          { name: "session", value: "s1" },
          { name: "n", value: "1" },
        ],
        postData: { mimeType: "application/json", params: [], text: "{}" },
        headersSize: 112,
        bodySize: 2,
      },
      response: {
        status: 200,
        statusText: "OK",
        httpVersion: "HTTP/1.1",
        cookies: [],
        headers: [
          { name: "Content-Type", value: "text/plain" },
          { name: "Content-Length", value: "5" },
        ],
        content: { size: 5, mimeType: "text/plain", text: "hello" },
        redirectURL: "",
        headersSize: 64,
        bodySize: 5,
      },
      cache: {},
      timings: { send: 1, wait: 1, receive: 40 },
      connection: "1",
    },
  ]);
});

test("a stream is one answer, its events without the chunks around them, also while it goes on", () => {
  const { entries } = harOf(
    record([
      ["client", "GET /sse HTTP/1.1\r\nHost: x\r\n\r\n"],
      ["server", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"],
      ["server", "b\r\ndata: one\n\n\r\n"],
      ["server", "b\r\ndata: two\n\n\r\n"],
    ]),
  );
  expect(entries).toHaveLength(1);
  expect(entries[0].response.content.text).toBe("data: one\n\ndata: two\n\n");
  expect(entries[0].response.bodySize).toBe(32);
  expect(entries[0].time).toBe(3);
});

test("what a WebSocket said stands where Chrome puts it, unmasked", () => {
  const { entries } = harOf(
    record(
      [
        ["client", "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"],
        ["server", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"],
        ["server", Uint8Array.of(0x81, 2, 0x68, 0x69)],
        ["client", Uint8Array.of(0x82, 0x82, 1, 1, 1, 1, 1, 2)],
        ["server", Uint8Array.of(0x89, 0)],
      ],
      { delayMs: 500 },
    ),
  );
  expect(entries[0]).toMatchObject({
    request: { url: "ws://x/ws" },
    response: { status: 101 },
    _webSocketMessages: [
      { type: "receive", time: 0.503, opcode: 1, data: "hi" },
      { type: "send", time: 0.004, opcode: 2, data: btoa("\u0000\u0003") },
    ],
  });
});

test("a request without an answer is left out", () => {
  expect(harOf(record([["client", "GET / HTTP/1.1\r\n\r\n"]])).entries).toEqual([]);
});

test("a stream with a hole is there as far as it can be read", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  const records = record([
    ["client", "GET /channels/counter/sse HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["server", head],
    ["server", "12\r\ndata: 1\n\n"],
    ["server", "data: 2\n\n\r\n"],
    ["server", "9\r\ndata: 3\n\n\r\n"],
  ]);
  const offset = head.length + "12\r\ndata: 1\n\n".length;
  const [entry] = harOf(records.filter((one) => !("offset" in one && one.offset === offset))).entries;
  expect(entry.response.content.text).toContain("data: 1\n\n");
});

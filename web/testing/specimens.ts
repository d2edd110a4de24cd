import { encodeEnvelope } from "#protocol/envelope.ts";
import { counted } from "./stage.ts";
import { chunk, frame, http, type Specimen, specimen } from "./wire.ts";

const news = encodeEnvelope(counted(17, "k3f9"));
const large = encodeEnvelope({ ...counted(20, "k3f9"), payload: { value: 20, pad: "x".repeat(65_536) } });
const KEY = [0x37, 0xfa, 0x21, 0x3d];
const PUBLISH = `{"type":"publish","id":3,"message":{"type":"increment","payload":{}}}`;
const PUBLISH_ELSEWHERE = `{"type":"publish","id":4,"channel":"room:a","message":{"id":"m1","type":"chat","payload":"hé, {you}"}}`;
const ROUTE = "/channels/counter/long-polling?session=s1&after=k3f9%3A16&timeout=25";
const BROWSER = [
  "Host: localhost:5001",
  "Connection: keep-alive",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
  "Accept: */*",
  "Origin: http://localhost:4000",
  "Sec-Fetch-Site: same-site",
  "Sec-Fetch-Mode: cors",
  "Sec-Fetch-Dest: empty",
  "Accept-Encoding: gzip, deflate, br, zstd",
];
/** RFC 6455 §1.3: the standard's own key and accept. */
const UPGRADE = [
  "Host: localhost:5004",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Origin: http://localhost:4000",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol: ladder.v1",
];
const SWITCH = [
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
  "Sec-WebSocket-Protocol: ladder.v1",
];
const JSON_HEAD = ["Content-Type: application/json", "Cache-Control: no-store"];
const STREAM_HEAD = [
  "Content-Type: text/event-stream",
  "Cache-Control: no-store",
  "Transfer-Encoding: chunked",
];

const UP = ["long-polling", "client"] as const;
const DOWN = ["long-polling", "server"] as const;
const SSE = ["sse", "server"] as const;
const OUT = ["websocket", "client"] as const;
const IN = ["websocket", "server"] as const;

/** One of each kind of arrow: for tests, and to be looked at; never part of the product. */
export const SPECIMENS = {
  request: specimen(1, UP, "request", "GET long-polling", http(`GET ${ROUTE} HTTP/1.1`, BROWSER), {
    pair: 2,
  }),
  response: specimen(
    2,
    DOWN,
    "response",
    "200 counter 17",
    http("HTTP/1.1 200 OK", [...JSON_HEAD, `Content-Length: ${news.length + 2}`], `[${news}]`),
    { pair: 1, seqs: [17] },
  ),
  nothing: specimen(3, DOWN, "response", "204", http("HTTP/1.1 204 No Content", JSON_HEAD.slice(1)), {
    pair: 1,
    isEmpty: true,
  }),
  upgrade: specimen(
    4,
    OUT,
    "upgrade",
    "GET websocket",
    http("GET /channels/counter/websocket?session=s1&token=t&etag=1&x=y HTTP/1.1", UPGRADE),
    { pair: 5 },
  ),
  switch: specimen(
    5,
    IN,
    "switch",
    "101 switching protocols",
    http("HTTP/1.1 101 Switching Protocols", SWITCH),
    {
      pair: 4,
    },
  ),
  stream: specimen(6, SSE, "stream", "200 stream", http("HTTP/1.1 200 OK", STREAM_HEAD)),
  event: specimen(7, SSE, "event", "counter 17", chunk(`id: k3f9:17\ndata: ${news}\n\n`), { seqs: [17] }),
  retry: specimen(8, SSE, "event", "retry 1200 ms", chunk("event: x\nretry: 1200\nother: y\ndata: z\n\n")),
  comment: specimen(9, SSE, "comment", "comment", chunk(":\n\n")),
  lastChunk: specimen(10, SSE, "last-chunk", "end of the stream", new TextEncoder().encode("0\r\n\r\n")),
  text: specimen(11, IN, "text", "counter 17", frame(1, news), { seqs: [17] }),
  publish: specimen(12, OUT, "text", "publish", frame(1, PUBLISH, KEY)),
  elsewhere: specimen(21, OUT, "text", "publish", frame(1, PUBLISH_ELSEWHERE, KEY)),
  resume: specimen(22, OUT, "text", "resume", frame(1, `{"type":"resume","id":5,"after":"k3f9:16"}`, KEY)),
  token: specimen(23, OUT, "text", "token", frame(1, `{"type":"token","id":6,"token":"e30.sig"}`, KEY)),
  binary: specimen(24, OUT, "binary", "binary", frame(2, "any bytes", KEY)),
  ack: specimen(25, IN, "text", "ack", frame(1, `{"type":"ack","id":3,"position":"k3f9:17"}`)),
  hello: specimen(26, IN, "text", "hello", frame(1, `{"type":"hello","server":"a"}`)),
  expiring: specimen(27, IN, "text", "expiring", frame(1, `{"type":"expiring","expiresAt":1764000000000}`)),
  error: specimen(
    28,
    IN,
    "text",
    "error",
    frame(1, `{"type":"error","id":3,"code":"bad-message","message":"expected a string"}`),
  ),
  refused: specimen(
    29,
    DOWN,
    "response",
    "400",
    http(
      "HTTP/1.1 400 Bad Request",
      JSON_HEAD,
      `{"error":{"code":"bad-message","message":"type: expected a string"}}`,
    ),
  ),
  ping: specimen(13, IN, "ping", "ping", frame(9, "")),
  close: specimen(14, IN, "close", "close 1001 restart", frame(8, "\u0003\u0000restart")),
  large: specimen(15, IN, "text", "counter 20", frame(1, large), { seqs: [20] }),
  chunked: specimen(
    16,
    DOWN,
    "response",
    "200",
    http("HTTP/1.1 200 OK", STREAM_HEAD, "2;a=b\r\n{}\r\n0\r\nExpires: 0\r\n\r\n"),
  ),
  plain: specimen(17, DOWN, "response", "404", http("HTTP/1.1 404 Not Found", [], "no such channel")),
  odd: specimen(18, IN, "text", "reset 3", frame(1, `{"v":1,"seq":3}`)),
  incomplete: specimen(19, UP, "request", "GET", new TextEncoder().encode("GET / HTTP"), {
    end: undefined,
    wholeAt: undefined,
    arrivedAt: undefined,
  }),
  malformed: specimen(20, SSE, "malformed", "no chunk size", new TextEncoder().encode("zz\r\n<html>"), {
    arrivedAt: undefined,
  }),
} as const satisfies Record<string, Specimen>;

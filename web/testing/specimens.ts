import { encodeEnvelope } from "#protocol/envelope.ts";
import { counted } from "./stage.ts";
import { dissectionOf, frameOf, headOf, type Specimen, specimen } from "./wire.ts";

const news = (seq: number) => encodeEnvelope(counted(seq, "k3f9"));
const TARGET = "/channels/counter/long-polling?session=s1&after=k3f9:16&timeout=25";
const GET = [
  ["method", "GET"],
  ["", " "],
  ["target", TARGET],
  ["", " "],
  ["version", "HTTP/1.1"],
] as const;
const STATUS = (status: string, reason: string) =>
  [
    ["version", "HTTP/1.1"],
    ["", " "],
    ["status", status],
    ["", " "],
    ["reason", reason],
  ] as const;
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

const FILLER = { ...counted(20, "k3f9"), payload: { value: 20, pad: "x".repeat(65_536) } };
const event = dissectionOf([
  ["chunk size", "77", "119 bytes"],
  ["CRLF", "\r\n", ""],
  ["id", "id: k3f9:17", "k3f9:17"],
  ["LF", "\n", ""],
  ["", "data: "],
  ["data", news(17), news(17), true],
  ["end of event", "\n\n", ""],
  ["CRLF", "\r\n", ""],
]);

/** One of each kind of arrow, as a story to look at and for tests; never part of the product. */
export const SPECIMENS = {
  request: specimen(
    1,
    "long-polling",
    "client",
    "request",
    "GET long-polling",
    dissectionOf(headOf(GET, BROWSER)),
    { pair: 2 },
  ),
  response: specimen(
    2,
    "long-polling",
    "server",
    "response",
    "200",
    dissectionOf([
      ...headOf(STATUS("200", "OK"), [
        "Content-Type: application/json",
        "Cache-Control: no-store",
        `Content-Length: ${news(17).length + 2}`,
      ]),
      ["", "["],
      ["envelope", news(17), news(17), true],
      ["", "]"],
    ]),
    { pair: 1, seqs: [17] },
  ),
  nothing: specimen(
    3,
    "long-polling",
    "server",
    "response",
    "204",
    dissectionOf(headOf(STATUS("204", "No Content"), ["Cache-Control: no-store"])),
    { pair: 1, isEmpty: true },
  ),
  upgrade: specimen(
    4,
    "websocket",
    "client",
    "upgrade",
    "GET websocket",
    dissectionOf(headOf(GET, UPGRADE)),
    { pair: 5 },
  ),
  switch: specimen(
    5,
    "websocket",
    "server",
    "switch",
    "101",
    dissectionOf(headOf(STATUS("101", "Switching Protocols"), SWITCH)),
    { pair: 4 },
  ),
  event: specimen(6, "sse", "server", "event", "event k3f9:17", event, { seqs: [17] }),
  text: specimen(7, "websocket", "server", "text", "counter 17", frameOf(1, news(17)), { seqs: [17] }),
  publish: specimen(
    8,
    "websocket",
    "client",
    "text",
    "publish",
    frameOf(
      1,
      `{"type":"publish","id":3,"message":{"type":"increment","payload":{}}}`,
      [0x37, 0xfa, 0x21, 0x3d],
      false,
    ),
  ),
  large: specimen(9, "websocket", "server", "text", "counter 20", frameOf(1, encodeEnvelope(FILLER)), {
    seqs: [20],
  }),
  malformed: specimen(
    10,
    "sse",
    "server",
    "malformed",
    "no chunk size",
    dissectionOf([["malformed", "zz\r\n<html>", "expected a chunk size"]]),
    { arrivedAt: undefined },
  ),
} as const satisfies Record<string, Specimen>;

import type { Dialect } from "../peers/serve.ts";

/** What Chromium sends with a fetch on localhost, so that reading the head costs what it costs in the field. */
const BROWSER = [
  "Host: localhost:4000",
  "Connection: keep-alive",
  'sec-ch-ua: "Chromium";v="156", "Not)A;Brand";v="8"',
  "sec-ch-ua-mobile: ?0",
  'sec-ch-ua-platform: "Linux"',
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
  "Sec-Fetch-Site: same-origin",
  "Sec-Fetch-Mode: cors",
  "Sec-Fetch-Dest: empty",
  "Referer: http://localhost:4000/",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-GB,en;q=0.9",
];
const UPGRADE = [
  "Host: localhost:4000",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

/** The request that opens a connection, or asks a poll. */
export function requestOf(dialect: Dialect, path: string): string {
  const headers =
    dialect === "websocket" || dialect === "socket.io"
      ? UPGRADE
      : [...BROWSER, `Accept: ${dialect === "sse" ? "text/event-stream" : "*/*"}`];
  return `GET ${path} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`;
}

/** The head of a poll is the same each time but for the last seq: it is cut there, and only the seq is put in. */
export function cutAtSeq(request: string): readonly [before: string, after: string] {
  const [before = "", after] = request.split("{seq}");
  return [before, after ?? ""];
}

/** A text frame as a client sends it, masked with zeroes. RFC 6455 §5.3 */
export function maskedFrame(opcode: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

import { expect, test } from "vitest";
import { handshakeOf } from "./handshake.ts";

const bytesOf = (...lines: readonly string[]) =>
  new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(""));
const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const REQUEST = bytesOf("GET /chat HTTP/1.1", "Host: server.example.com", KEY, "");

// [spec] RFC 6455 §1.3, to the letter.
test("the key of the standard's example leads to the standard's accept", () => {
  const answer = bytesOf(
    "HTTP/1.1 101 Switching Protocols",
    "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
    "",
  );
  const handshake = handshakeOf(REQUEST, answer);
  expect(handshake?.joined).toBe("dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
  expect(handshake?.hash.digest.slice(0, 4)).toEqual(new Uint8Array([0xb3, 0x7a, 0x4f, 0x2c]));
  expect(handshake?.expected).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  expect(handshake?.accept).toBe(handshake?.expected);
});

test("an answer that refuses accepts nothing", () => {
  const handshake = handshakeOf(REQUEST, bytesOf("HTTP/1.1 502 Bad Gateway", "Content-Length: 0", ""));
  expect(handshake?.accept).toBeUndefined();
});

test("a request without a key, or not yet whole, is no handshake", () => {
  expect(handshakeOf(bytesOf("GET / HTTP/1.1", "Host: x", ""), undefined)).toBeUndefined();
  expect(handshakeOf(bytesOf("GET / HTTP/1.1", KEY), undefined)).toBeUndefined();
});

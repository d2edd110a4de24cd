import { headerIn, headOf } from "./head.ts";
import { type Sha1, sha1 } from "./sha1.ts";

/** Known to whoever has read RFC 6455 §1.3, and to no web server that has not. */
export const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** How the server proves that it speaks WebSocket and does not merely echo what it was sent (RFC 6455 §4.2.2). */
export interface Handshake {
  readonly key: string;
  readonly joined: string;
  readonly hash: Sha1;
  /** What the answer has to say. */
  readonly expected: string;
  /** What it said; undefined while there is no answer, or none that accepts. */
  readonly accept: string | undefined;
}

/** Undefined where the request has no key. */
export function handshakeOf(request: Uint8Array, answer: Uint8Array | undefined): Handshake | undefined {
  const key = headerIn(headOf(request), "Sec-WebSocket-Key");
  if (key === undefined) return undefined;
  const joined = key + GUID;
  const hash = sha1(new TextEncoder().encode(joined));
  return {
    key,
    joined,
    hash,
    expected: base64(hash.digest),
    accept: answer && headerIn(headOf(answer), "Sec-WebSocket-Accept"),
  };
}

/** RFC 4648 §4. */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

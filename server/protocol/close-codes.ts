/**
 * Why a WebSocket ends (RFC 6455 §7.4). The server, not the client, says whether to come back:
 * 4000–4499 come back with back-off, 4500–4999 do not.
 */
export const CLOSE = {
  /** RFC 6455: the server is going away. Come back; it restarts or another takes over. */
  goingAway: 1001,
  /** RFC 6455: a binary frame, where this protocol speaks text. */
  unsupportedData: 1003,
  /** RFC 6455: the server failed over a message, or a network did, and not the client. Come back. */
  internalError: 1011,
  /** You read too slowly and the channel may not drop: come back and resume. */
  tooSlow: 4008,
  /** No pong within the time allowed. */
  pingTimeout: 4009,
  /** The token has expired, and no other has come: come back with a fresh one. */
  tokenExpired: 4401,
  /** Who listened has said goodbye, by another request: who comes back joins anew. */
  saidGoodbye: 4410,
  /** Another socket of the session has opened a network: coming back would only take it from that one. */
  replaced: 4500,
} as const;

/** Protocol error, binary, no UTF-8, too many fragments, too large: the same again would end the same way. */
const SPOKEN_WRONGLY: readonly number[] = [1002, CLOSE.unsupportedData, 1007, 1008, 1009];

/** The server's verdict, from the code alone. Codes below 4000 are accidents of the network or a restart. */
export function mayReturn(code: number): boolean {
  return code < 4500 && !SPOKEN_WRONGLY.includes(code);
}

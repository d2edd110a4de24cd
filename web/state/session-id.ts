const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/**
 * An id for this page's session: eight letters that are easily read aloud, of 10^12 there are. Students reach the page by
 * plain http on a LAN address, where `crypto.randomUUID` does not exist, and `crypto.getRandomValues` does.
 */
export function createSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

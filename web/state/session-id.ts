/**
 * An id for this page's session. Students reach the page by plain http on a LAN address, where `crypto.randomUUID` does
 * not exist, and `crypto.getRandomValues` does.
 */
export function createSessionId(): string {
  const numbers = crypto.getRandomValues(new Uint32Array(2));
  return [...numbers].map((number) => number.toString(36).padStart(7, "0")).join("");
}

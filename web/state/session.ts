const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/**
 * Eight letters that are easily read aloud: one in 10^12 of meeting another. `crypto.randomUUID` exists in secure contexts
 * only, and students come by plain http.
 */
export function newSession(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

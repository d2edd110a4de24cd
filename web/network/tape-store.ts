import type { TapeStore } from "./tape.ts";

/** Keeps nothing, until the decoder does. */
export function createTapeStore(): TapeStore {
  return { feed() {}, entries: [], updates: [], lost: 0, dissect: () => undefined };
}

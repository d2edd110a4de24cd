import { vi } from "vitest";

/** Resolves once the check throws no more. Its limit is for what hangs, and says nothing of speed; `interval` in ms. */
export function untilHolds<T>(check: () => T | Promise<T>, { interval = 50 } = {}): Promise<T> {
  return vi.waitFor(check, { timeout: 15_000, interval });
}

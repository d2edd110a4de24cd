import { expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { createUpdates } from "./updates.ts";

const update = (epoch: string, seq: number, type = "counter"): Envelope => ({
  v: 1,
  type,
  channel: "counter",
  epoch,
  seq,
  at: 0,
  payload: {},
});

test("the updates are counted by their seqs, whoever saw them", () => {
  const updates = createUpdates();
  for (const seq of [5, 6, 5, 9]) updates.see(update("a", seq));
  expect(updates).toMatchObject({ newest: 9, count: 5 });
});

test("another life of the log goes on counting, and a straggler of the old one does not disturb it", () => {
  const updates = createUpdates();
  for (const seq of [1, 2, 3]) updates.see(update("a", seq));
  updates.see(update("b", 10, "reset"));
  updates.see(update("b", 11));
  updates.see(update("a", 4));
  updates.see(update("b", 12));
  expect(updates).toMatchObject({ newest: 12, count: 5 });
});

test("cleared, it counts what comes from then on", () => {
  const updates = createUpdates();
  updates.see(update("a", 8));
  updates.clear();
  expect(updates.count).toBe(0);
  updates.see(update("a", 10));
  expect(updates.count).toBe(2);
});

import { expect, test } from "vitest";
import { createQueue } from "./kafka-queue.ts";

/** A queue whose batches are let go by hand. */
function open({ items = 100, bytes = 1000, batchBytes = 100 } = {}) {
  const sent: { readonly batch: readonly string[]; done(): void; fail(why: Error): void }[] = [];
  const failures: unknown[] = [];
  const queue = createQueue<string>({
    most: { items, bytes },
    batchBytes,
    send: (batch) => new Promise((done, fail) => sent.push({ batch, done, fail })),
    onFailure: (reason) => failures.push(reason),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { queue, sent, failures, settle };
}

test("one batch is on its way at a time, and the next has all that came meanwhile, in order", async () => {
  const { queue, sent, settle } = open();
  for (const item of ["a", "b", "c"]) queue.put(item, 10);
  expect(sent.map(({ batch }) => batch)).toEqual([["a"]]);
  sent[0]?.done();
  await settle();
  expect(sent[1]?.batch).toEqual(["b", "c"]);
});

test("a batch has so many bytes at most, or one item that is larger", async () => {
  const { queue, sent, settle } = open();
  for (const [item, bytes] of [
    ["a", 1],
    ["b", 60],
    ["c", 40],
    ["d", 1],
    ["e", 500],
    ["f", 1],
  ] as const)
    queue.put(item, bytes);
  for (let i = 0; i < 5; i += 1) {
    sent[i]?.done();
    await settle();
  }
  expect(sent.map(({ batch }) => batch.join(""))).toEqual(["a", "bc", "d", "e", "f"]);
});

test("what is too much for it is not taken, until there is room again", async () => {
  const { queue, sent, settle } = open({ items: 3, bytes: 50 });
  expect([queue.put("a", 10), queue.put("b", 41), queue.put("c", 40), queue.put("d", 0)]).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(queue.put("e", 0)).toBe(false);
  sent[0]?.done();
  await settle();
  expect(queue.put("f", 10)).toBe(true);
});

test("a batch that could not be sent is told, and nothing is sent after it", async () => {
  const { queue, sent, failures, settle } = open();
  queue.put("a", 1);
  queue.put("b", 1);
  sent[0]?.fail(new Error("gone"));
  await settle();
  queue.put("c", 1);
  expect([sent.length, failures]).toEqual([1, [new Error("gone")]]);
});

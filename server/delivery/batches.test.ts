import { expect, test, vi } from "vitest";
import type { Message } from "../channels/log.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { shareBatches } from "./batches.ts";

const seqs = (messages: readonly Message[]) => messages.map(({ envelope }) => envelope.seq).join(" ");

test("a batch is encoded once for all who stand at the same place", () => {
  const { log, publish } = createHandChannel("room:r", "log");
  for (let i = 0; i < 3; i += 1) publish("said", i);
  const encode = vi.fn(seqs);
  const batch = shareBatches(encode);
  for (let reader = 0; reader < 1000; reader += 1) expect(batch(log, 1, 3)).toBe("1 2 3");
  expect(encode).toHaveBeenCalledTimes(1);
});

test("another place, another head and another log are other batches", () => {
  const one = createHandChannel("room:one", "log");
  const two = createHandChannel("room:two", "log");
  for (const channel of [one, two]) for (let i = 0; i < 3; i += 1) channel.publish("said", i);
  const batch = shareBatches((messages) => `${messages[0]?.envelope.channel} ${seqs(messages)}`);
  expect(batch(one.log, 1, 3)).toBe("room:one 1 2 3");
  expect(batch(one.log, 2, 3)).toBe("room:one 2 3");
  expect(batch(two.log, 2, 3)).toBe("room:two 2 3");
  one.publish("said", 3);
  expect(batch(one.log, 2, 4)).toBe("room:one 2 3 4");
});

import { expect, test } from "vitest";
import type { Entry } from "#protocol/wire/entry.ts";
import { createLiveTape } from "../network/live-tape.ts";
import { holdTape } from "./held-tape.ts";

const entries = (...ids: number[]) => ids.map((id) => ({ id, sentAt: id }) as Entry);

test("what was held stays when the ring has let go of it, and what comes is added", () => {
  const tape = createLiveTape({ offsetMs: () => 7, dissect: async () => undefined });
  tape.absorb({
    first: 1,
    changed: entries(1, 2, 3),
    updates: [{ epoch: "k", seq: 1, at: 1 }],
    lost: 0,
    unrecorded: 0,
  });
  const held = holdTape(tape);
  expect(held.now().entries.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(held.now()).toBe(held.now());
  tape.absorb({
    first: 3,
    changed: entries(4),
    updates: [{ epoch: "k", seq: 2, at: 2 }],
    lost: 2,
    unrecorded: 0,
  });
  expect(held.now().entries.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  tape.absorb({ first: 9, changed: entries(9), updates: [], lost: 8, unrecorded: 0 });
  expect(held.now()).toMatchObject({ lost: 8, offsetMs: 7, updates: [{ seq: 1 }, { seq: 2 }] });
  expect(held.now().entries.map(({ id }) => id)).toEqual([1, 2, 3, 9]);
});

test("a tape that is cleared shows what was held", () => {
  const tape = createLiveTape({ offsetMs: () => 0, dissect: async () => undefined });
  tape.absorb({ first: 1, changed: entries(1, 2), updates: [], lost: 0, unrecorded: 0 });
  const held = holdTape(tape);
  tape.clear([]);
  expect(held.now().entries.map(({ id }) => id)).toEqual([1, 2]);
});

import { expect, test } from "vitest";
import type { Entry } from "#protocol/wire/entry.ts";
import { createLiveTape } from "./live-tape.ts";

const entryOf = (id: number, part: Partial<Entry> = {}) => ({ id, ...part }) as Entry;
const batch = (first: number, ...changed: Entry[]) => ({
  first,
  changed,
  updates: [],
  lost: first - 1,
  unrecorded: 0,
});
const createTape = () => createLiveTape({ offsetMs: () => 3, dissect: async () => undefined });

test("an entry that grows takes its own place", () => {
  const tape = createTape();
  tape.absorb(batch(1, entryOf(1), entryOf(2), entryOf(3)));
  const { version } = tape;
  tape.absorb(batch(1, entryOf(2, { arrivedAt: 9 }), entryOf(4)));
  expect(tape.entries).toEqual([{ id: 1 }, { id: 2, arrivedAt: 9 }, { id: 3 }, { id: 4 }]);
  expect(tape.version).toBeGreaterThan(version);
});

test("the oldest entries go as they go from the ring", () => {
  const tape = createTape();
  tape.absorb(batch(1, entryOf(1), entryOf(2), entryOf(3)));
  tape.absorb(batch(3, entryOf(4)));
  expect(tape.entries.map(({ id }) => id)).toEqual([3, 4]);
  expect(tape.lost).toBe(2);
  tape.absorb(batch(9, entryOf(9), entryOf(10)));
  expect(tape.entries.map(({ id }) => id)).toEqual([9, 10]);
});

test("who looks is told of every change, until it looks away", () => {
  const tape = createTape();
  let told = 0;
  const lookAway = tape.subscribe(() => {
    told += 1;
  });
  tape.absorb(batch(1));
  tape.touch();
  lookAway();
  tape.clear([]);
  expect(told).toBe(2);
});

test("an update that is heard of late stands where it was published", () => {
  const tape = createTape();
  tape.absorb({ ...batch(1), updates: [{ epoch: "k", seq: 7, at: 70 }] });
  tape.absorb({
    ...batch(1),
    updates: [
      { epoch: "k", seq: 6, at: 60 },
      { epoch: "k", seq: 8, at: 80 },
    ],
  });
  expect(tape.updates.map(({ seq }) => seq)).toEqual([6, 7, 8]);
});

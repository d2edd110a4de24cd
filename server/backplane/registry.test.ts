import { expect, test } from "vitest";
import type { Member } from "#protocol/member.ts";
import { createHandClock } from "../testing/hand-clock.ts";
import type { BackplaneState } from "./backplane.ts";
import { createRegistry } from "./registry.ts";

const EVERY_MS = 3000;
const ADA: Member = {
  channel: "room:lab",
  session: "ada",
  user: { id: "u-ada", name: "Ada" },
  server: "one",
  transport: "sse",
  stay: "stay",
};

/** Two servers, and between them a backplane that can go away. */
function start(rememberMs = 600_000) {
  const time = createHandClock();
  const ears = new Set<(text: string) => void>();
  const stateListeners = new Set<(state: BackplaneState) => void>();
  let state: BackplaneState = "ready";
  const backplane = {
    get state() {
      return state;
    },
    onState(listener: (state: BackplaneState) => void) {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    announce(text: string) {
      if (state === "ready") for (const ear of ears) ear(text);
    },
    onAnnouncement(listener: (text: string) => void) {
      ears.add(listener);
      return () => void ears.delete(listener);
    },
  };
  const create = (id: string) => createRegistry({ id, backplane, time, everyMs: EVERY_MS, rememberMs });
  return {
    time,
    create,
    become(next: BackplaneState) {
      state = next;
      for (const listener of stateListeners) listener(next);
    },
  };
}

test("a server that falls silent is lost, with all who were on it", () => {
  const { time, create } = start();
  const [one, two] = [create("one"), create("two")];
  const lost: Member[] = [];
  two.onLost((members) => lost.push(...members));
  one.put(ADA);
  expect(two.membersOf("room:lab")).toEqual([ADA]);
  one.close();
  time.turn(5 * EVERY_MS);
  expect(lost).toEqual([ADA]);
  expect(two.membersOf("room:lab")).toEqual([]);
});

test("while the backplane is away nobody is lost, and once it is back all have the time to say that they are there", () => {
  const { time, create, become } = start();
  const [one, two] = [create("one"), create("two")];
  const lost: Member[] = [];
  two.onLost((members) => lost.push(...members));
  one.put(ADA);
  become("lost");
  time.turn(20 * EVERY_MS);
  become("ready");
  time.turn(2 * EVERY_MS);
  expect(lost).toEqual([]);
  expect(two.membersOf("room:lab")).toEqual([ADA]);
});

test("who comes while the backplane is away is told of, and asks, as soon as it is back", () => {
  const { create, become } = start();
  const one = create("one");
  one.put(ADA);
  become("connecting");
  const two = create("two");
  const bob = { ...ADA, session: "bob", user: { id: "u-bob", name: "Bob" } };
  two.put(bob);
  become("ready");
  expect(two.membersOf("room:lab")).toContainEqual(ADA);
  expect(one.membersOf("room:lab")).toContainEqual(bob);
});

test("a registry says when it hears of all: not while the backplane is away, nor before all have had their turn", () => {
  const { time, create, become } = start();
  const one = create("one");
  expect(one.hearsAll).toBe(true);
  become("lost");
  time.turn(2 * EVERY_MS);
  expect(one.hearsAll).toBe(false);
  become("ready");
  time.turn(EVERY_MS - 1);
  expect(one.hearsAll).toBe(false);
  time.turn(1);
  expect(one.hearsAll).toBe(true);
});

test("who listens is known for as long as they do, and for a while after", () => {
  const { time, create } = start(10_000);
  const one = create("one");
  one.put(ADA);
  time.turn(60_000);
  expect(one.knows("u-ada")).toBe(true);
  one.remove(ADA);
  time.turn(5_000);
  expect(one.knows("u-ada")).toBe(true);
  time.turn(10_000);
  expect(one.knows("u-ada")).toBe(false);
});

import { expect, test } from "vitest";
import { DEFAULT_FEED, type PriceSymbol } from "#protocol/prices.ts";
import { createHandClock } from "../testing/hand-clock.ts";
import { createElection, type Election } from "./election.ts";

const EVERY_MS = 500;

/** Servers that hear each other at once, as long as they are not cut off. */
function servers(...ids: string[]) {
  const clock = createHandClock();
  const ears = new Map<string, (text: string) => void>();
  const dead = new Set<string>();
  const wants = new Map<string, PriceSymbol[]>();
  const elections = new Map<string, Election>();
  for (const id of ids) {
    wants.set(id, []);
    elections.set(
      id,
      createElection({
        id,
        server: `server ${id}`,
        everyMs: EVERY_MS,
        time: clock,
        announce(text) {
          if (dead.has(id)) return;
          for (const [other, hear] of ears) if (!dead.has(other)) hear(text);
        },
        onAnnouncement(hear) {
          ears.set(id, hear);
          return () => ears.delete(id);
        },
        wants: () => wants.get(id) ?? [],
        made: () => ({ ticks: 10, prices: 5, published: 4, superseded: 1 }),
        changed() {},
      }),
    );
  }
  const at = (id: string) => elections.get(id) as Election;
  return {
    clock,
    dead,
    at,
    want(id: string, ...symbols: PriceSymbol[]) {
      wants.set(id, symbols);
      at(id).tell();
    },
    feeders: () => ids.filter((id) => !dead.has(id)).map((id) => at(id).feeder?.id),
  };
}

test("while nobody listens nobody feeds", () => {
  const { feeders, want } = servers("a", "b");
  expect(feeders()).toEqual([undefined, undefined]);
  want("b", "ADA");
  expect(feeders()).toEqual(["b", "b"]);
  want("b");
  expect(feeders()).toEqual([undefined, undefined]);
});

test("all agree on the lowest of those where somebody listens, and on what is wanted", () => {
  const { feeders, want, at } = servers("a", "b", "c");
  want("c", "ADA");
  want("b", "BYTE");
  expect(feeders()).toEqual(["b", "b", "b"]);
  expect([...at("b").wanted].sort()).toEqual(["ADA", "BYTE"]);
  want("a", "ADA");
  expect(feeders()).toEqual(["a", "a", "a"]);
});

test("when the feeder dies another takes over within two seconds", () => {
  const { clock, dead, feeders, want } = servers("a", "b", "c");
  for (const id of ["a", "b", "c"]) want(id, "ADA");
  dead.add("a");
  clock.turn(1000);
  expect(feeders()).toEqual(["a", "a"]); // it may only be late
  clock.turn(1000);
  expect(feeders()).toEqual(["b", "b"]);
});

test("the feed is set for all, and whoever comes later finds it so", () => {
  const { want, at } = servers("a", "b", "c");
  want("a", "ADA");
  want("b", "ADA");
  at("b").set({ rate: 50 });
  expect(at("a").settings).toEqual({ ...DEFAULT_FEED, rate: 50 });
  at("a").set({ padding: 100 });
  want("c", "ADA");
  expect(at("c").settings).toEqual({ rate: 50, padding: 100 });
  for (const id of ["a", "b", "c"]) want(id);
  want("a", "ADA");
  expect(at("a").settings).toEqual(DEFAULT_FEED); // all had left
});

test("what was made on other servers counts, and so does what the dead have made", () => {
  const { clock, dead, want, at } = servers("a", "b");
  want("a", "ADA");
  want("b", "ADA");
  dead.add("a");
  clock.turn(5000);
  expect(at("b").made).toEqual({ ticks: 20, prices: 10, published: 8, superseded: 2 });
});

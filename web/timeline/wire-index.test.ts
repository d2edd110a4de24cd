import { expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { createWireTape } from "../testing/wire-tape.ts";
import { landmarksOf, sightingOf } from "./wire-entries.ts";
import { entryOf, indexOf } from "./wire-index.ts";

const tape = createWireTape({ entries: 1000 });
const index = indexOf(tape);

test("the same seed gives the same tape, another one another", () => {
  expect(createWireTape({ entries: 1000 }).entries).toEqual(tape.entries);
  expect(createWireTape({ entries: 1000, seed: 2 }).entries).not.toEqual(tape.entries);
});

test("an index is made once for each version of a tape", () => {
  expect(indexOf(tape)).toBe(index);
  expect(indexOf({ ...tape, version: 2 })).not.toBe(index);
});

test("the same update is found on all lanes that heard it", () => {
  const update = { epoch: "k3f9", seq: 17, at: 17 * 500 };
  for (const lane of ["long-polling", "sse", "websocket"] as const)
    expect(sightingOf(tape, lane, update)).toMatchObject({ lane, seqs: [17] });
});

test("a poll is a bar from its asking to its answer, hollow where the answer was empty", () => {
  const asked = tape.entries.find(({ kind, lane }) => kind === "request" && lane === "short-polling");
  const bar = asked && index["short-polling"].bars.between(asked.sentAt, asked.sentAt)[0];
  const answer = entryOf(tape, asked?.pair);
  expect(bar).toEqual({ kind: "asking", isEmpty: true, from: asked?.sentAt, until: answer?.arrivedAt });
});

test("a parked poll is a bar from its arrival at the server to its answer", () => {
  const asked = tape.entries.find(({ kind, lane }) => kind === "request" && lane === "long-polling");
  const bar = index["long-polling"].bars.between(asked?.arrivedAt ?? 0, asked?.arrivedAt ?? 0)[0];
  expect(bar).toMatchObject({
    kind: "parked",
    from: asked?.arrivedAt,
    until: entryOf(tape, asked?.pair)?.sentAt,
  });
});

test("a stream lasts until its connection is cut, and the next one begins after it", () => {
  const [first, second] = index.sse.bars.between(0, 60_000);
  expect(first).toMatchObject({ kind: "open", until: 34_000 });
  expect(second?.from).toBeGreaterThan(34_000);
});

test("after a cut each lane lost something, and came back", () => {
  const lanes = (landmark: "loss" | "reconnect") =>
    new Set(landmarksOf(tape, TRANSPORTS, landmark).map(({ lane }) => lane));
  expect(lanes("loss")).toEqual(new Set(TRANSPORTS));
  expect(lanes("reconnect")).toEqual(new Set(TRANSPORTS));
});

test("an answer that arrives after its connection has ended still ends the bar of its question", () => {
  const base = {
    connection: 1,
    lane: "short-polling",
    start: 0,
    end: 9,
    wholeAt: 0,
    seqs: [],
    payloadBytes: 0,
  } as const;
  const asked: Entry = {
    ...base,
    id: 255,
    kind: "request",
    from: "client",
    sentAt: 0,
    arrivedAt: 10,
    label: "GET",
    pair: 256,
  };
  const answer: Entry = {
    ...base,
    id: 256,
    kind: "response",
    from: "server",
    sentAt: 20,
    arrivedAt: undefined,
    label: "200",
  };
  const over: Entry = {
    ...base,
    id: 257,
    kind: "ended",
    from: "server",
    sentAt: 30,
    arrivedAt: 30,
    label: "FIN",
  };
  const barOf = (entries: readonly Entry[]) =>
    indexOf({ ...tape, entries })["short-polling"].bars.between(0, 100)[0];
  expect(barOf([asked, answer, over])).toMatchObject({ until: 30 });
  expect(barOf([asked, { ...answer, arrivedAt: 70 }, over])).toMatchObject({ until: 70 });
});

test("a tape that grows, arrives and loses its oldest is indexed as if it were new, and yet only at its ends", () => {
  const { entries } = createWireTape({ entries: 4000 });
  const end = entries.at(-1)?.sentAt ?? 0;
  const made = new Set<unknown>();
  let indexed = 0;
  for (let now = 0; now <= end + 1000; now += end / 30) {
    // What has not arrived yet is another object then, as on a tape that is fed.
    const seen = entries
      .filter(({ sentAt }) => sentAt <= now)
      .map((entry) => ((entry.arrivedAt ?? 0) <= now ? entry : { ...entry, arrivedAt: undefined }))
      .slice(-3000);
    const grown = indexOf({ ...tape, entries: seen });
    const fresh = indexOf({ ...tape, entries: seen.map((entry) => ({ ...entry })) }); // none that it knows
    for (const lane of TRANSPORTS) {
      const arrows = grown[lane].arrows.between(0, end);
      expect(arrows).toEqual(fresh[lane].arrows.between(0, end));
      expect(grown[lane].bars.between(0, end)).toEqual(fresh[lane].bars.between(0, end));
      expect(grown[lane].newestCarrier).toEqual(fresh[lane].newestCarrier);
      for (const { seqs, epoch = "" } of seen.slice(-50))
        for (const seq of seqs)
          expect(grown[lane].carrierOf({ epoch, seq })).toEqual(fresh[lane].carrierOf({ epoch, seq }));
      for (const arrow of arrows) made.add(arrow);
      indexed += arrows.length;
    }
  }
  expect(made.size).toBeLessThan(indexed / 3);
});

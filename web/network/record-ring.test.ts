import { expect, test } from "vitest";
import type { TapeRecord } from "#protocol/tape.ts";
import { decode, record } from "../../server/testing/tape.ts";
import { createRecordRing } from "./record-ring.ts";

const ask = "GET /channels/counter/short-polling HTTP/1.1\r\nHost: x\r\n\r\n";
const answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
const polls = (count: number) =>
  record(Array.from({ length: count }, () => [["client", ask] as const, ["server", answer] as const]).flat());
const ofConnection = (records: readonly TapeRecord[], connection: number): TapeRecord[] =>
  records.map((one) => ({ ...one, connection }));

test("records come out as they went in, where there is room for all", () => {
  const ring = createRecordRing();
  const records = polls(3);
  ring.keep(records.slice(0, 4));
  ring.keep(records.slice(4));
  expect(ring.list()).toEqual(records);
});

test("the oldest go first, but for the head of a connection of which there is more", () => {
  const ring = createRecordRing(3000);
  const records = polls(20);
  ring.keep(records);
  const list = ring.list();
  expect(list.length).toBeLessThan(20);
  expect(list.slice(0, 4)).toEqual(records.slice(0, 4));
  expect(list.slice(4)).toEqual(records.slice(4 - list.length));
});

test("a connection that is over goes whole", () => {
  const ring = createRecordRing(3000);
  ring.keep(polls(2));
  ring.keep([{ kind: "ended", at: 99, connection: 1, by: "client", how: "fin" }]);
  ring.keep(ofConnection(polls(20), 2));
  expect(ring.list().filter(({ connection }) => connection === 1)).toEqual([]);
  expect(ring.list()[0]).toMatchObject({ kind: "opened", connection: 2 });
});

test("what is left after a gap can still be read, and the gap is told", () => {
  const ring = createRecordRing(3000);
  ring.keep(polls(20));
  const entries = decode(ring.list());
  const labels = entries.map(({ kind, label }) => `${kind} ${label}`);
  expect(labels.filter((label) => /^malformed \d+ bytes are not on the tape$/.test(label))).toHaveLength(2);
  expect(labels.slice(0, 3)).toEqual([
    "opened port 50000 to 41000",
    "request GET short-polling",
    "response 200",
  ]);
  expect(labels.slice(-2)).toEqual(["request GET short-polling", "response 200"]);
  expect(entries.at(-1)?.pair).toBe(entries.at(-2)?.id);
});

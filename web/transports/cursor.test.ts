import fc from "fast-check";
import { expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { counted } from "../testing/stage.ts";
import { createCursor } from "./cursor.ts";

function listen(after?: string) {
  const told: string[] = [];
  const note = (word: string) => (envelope: Envelope) =>
    void told.push(`${word} ${envelope.epoch}:${envelope.seq}`);
  const silent = { state() {}, probe() {}, request: () => () => {} };
  const cursor = createCursor({
    listener: { message: note("new"), duplicate: note("again"), ...silent },
    after,
  });
  const hear = (...envelopes: Envelope[]) => {
    for (const envelope of envelopes) cursor.hear(envelope, 0);
  };
  return { cursor, told, hear };
}
const notice = (type: string, seq: number, epoch = "aaaa"): Envelope => ({ ...counted(seq, epoch), type });

test("who has seen nothing has no position", () => {
  expect(listen().cursor.after).toBeUndefined();
});

test("who was somewhere goes on from there", () => {
  const { cursor, told, hear } = listen("aaaa:7");
  expect(cursor.after).toBe("aaaa:7");
  hear(counted(7), counted(8));
  expect(told).toEqual(["again aaaa:7", "new aaaa:8"]);
});

test("typing is told, and moves nothing: what is on its way at that moment is still new", () => {
  const { cursor, told, hear } = listen();
  hear(counted(1), notice("typing", 2), counted(2));
  expect(told).toEqual(["new aaaa:1", "new aaaa:2", "new aaaa:2"]);
  expect(cursor.after).toBe("aaaa:2");
});

test("what is not newer was here already", () => {
  const { cursor, told, hear } = listen();
  hear(counted(1), counted(3), counted(2), counted(3), counted(4));
  expect(told).toEqual(["new aaaa:1", "new aaaa:3", "again aaaa:2", "again aaaa:3", "new aaaa:4"]);
  expect(cursor.after).toBe("aaaa:4");
});

test("a reset moves the position back to where the log stands, in its new life or in the old one", () => {
  const { cursor, told, hear } = listen();
  hear(counted(812), notice("reset", 40, "bbbb"));
  expect(cursor.after).toBe("bbbb:40");
  hear(counted(40, "bbbb"), counted(41, "bbbb"));
  expect(told.slice(2)).toEqual(["again bbbb:40", "new bbbb:41"]);
  hear(notice("reset", 3, "bbbb"), counted(4, "bbbb"));
  expect(told.slice(4)).toEqual(["new bbbb:3", "new bbbb:4"]);
});

test("a seq of another life says nothing about this one", () => {
  const { told, hear } = listen();
  hear(counted(812), counted(3, "bbbb"));
  expect(told).toEqual(["new aaaa:812", "new bbbb:3"]);
});

test("what was dropped counts as seen, and is not asked for again", () => {
  const { cursor, told, hear } = listen();
  hear(counted(1), notice("dropped", 9));
  expect(cursor.after).toBe("aaaa:9");
  hear(counted(10));
  expect(told).toEqual(["new aaaa:1", "new aaaa:9", "new aaaa:10"]);
});

test("a notice is told even where it speaks of what was seen, and does not move the position back", () => {
  const { cursor, told, hear } = listen();
  hear(counted(9), notice("dropped", 4));
  expect(told).toEqual(["new aaaa:9", "new aaaa:4"]);
  expect(cursor.after).toBe("aaaa:9");
});

test("whatever comes in whatever order, nothing is told as new twice, and what is new is in order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 })), (seqs) => {
      const { told, hear } = listen();
      hear(...seqs.map((seq) => counted(seq)));
      const fresh = told.filter((line) => line.startsWith("new")).map((line) => Number(line.split(":")[1]));
      expect(fresh).toEqual([...new Set(fresh)].sort((a, b) => a - b));
      expect(told).toHaveLength(seqs.length);
    }),
  );
});

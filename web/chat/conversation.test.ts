import fc from "fast-check";
import { expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { createConversation, type Item, lettersWith } from "./conversation.ts";

const ADA = { id: "u-ada", name: "Ada" };
const BOB = { id: "u-bob", name: "Bob" };

function said(seq: number, epoch = "aaaa", at = 1000 + seq): Envelope {
  const payload = { from: ADA, text: `m${at}` };
  return { v: 1, type: "said", channel: "room:lobby", epoch, seq, at, payload };
}
const shown = (items: readonly Item[]) =>
  items.map((item) =>
    item.kind === "said" ? item.text : item.kind === "gap" ? `gap ${item.missing}` : item.kind,
  );

test("each message is shown once and in order, however often and by however many connections it comes", () => {
  const log = Array.from({ length: 12 }, (_, i) => said(i + 1));
  // Each connection begins somewhere that was heard already, or from nothing, and goes on for a while.
  const connections = fc.array(fc.record({ start: fc.nat(12), more: fc.nat(5) }), { maxLength: 8 });
  fc.assert(
    fc.property(connections, (all) => {
      const talk = createConversation();
      let head = 0;
      for (const { start, more } of [...all, { start: 0, more: 12 }]) {
        const until = Math.min(12, head + more);
        for (const envelope of log.slice(Math.min(start, head), until)) talk.take(envelope);
        head = until;
      }
      expect(shown(talk.items)).toEqual(log.map(({ at }) => `m${at}`));
    }),
  );
  const { take } = createConversation();
  expect([1, 2, 2, 1, 3].map((seq) => take(said(seq)))).toEqual([true, true, false, false, true]);
});

test("a hole is told with its size", () => {
  const talk = createConversation();
  talk.take(said(3));
  talk.take(said(9));
  expect(shown(talk.items)).toEqual(["m1003", "gap 5", "m1009"]);
});

test("another life of the log is told, and what it still has of the one before is not shown twice", () => {
  const talk = createConversation();
  talk.take(said(1));
  talk.take(said(2));
  talk.reset("bbbb");
  talk.reset("bbbb");
  talk.take(said(1, "bbbb", 1002));
  talk.take(said(2, "bbbb", 2000));
  expect(shown(talk.items)).toEqual(["m1001", "m1002", "gap undefined", "m2000"]);
  expect(talk.position).toBe("bbbb:2");
});

test("one's own is shown when it is acknowledged, in its place, and its echo is not another", () => {
  const talk = createConversation();
  talk.take(said(1));
  talk.own("aaaa:3", { at: 0, from: ADA, to: undefined, text: "mine" });
  talk.take(said(2));
  talk.take(said(3));
  expect(shown(talk.items)).toEqual(["m1001", "m1002", "mine"]);
  talk.own("aaaa:2", { at: 0, from: ADA, to: undefined, text: "late" });
  expect(talk.items).toHaveLength(3);
});

test("typing and other types that it does not know move the position, and are no lines", () => {
  const talk = createConversation();
  expect(talk.take({ ...said(1), type: "later" })).toBe(false);
  expect(talk.items).toEqual([]);
  expect(talk.position).toBe("aaaa:1");
});

test("it keeps the newest, and forgets what is over its limit", () => {
  const talk = createConversation(3);
  for (let seq = 1; seq <= 5; seq += 1) talk.take(said(seq));
  expect(shown(talk.items)).toEqual(["m1003", "m1004", "m1005"]);
});

test("a private talk is both ways, with one person, by time", () => {
  const post = createConversation();
  post.own("xxxx:7", { at: 1500, from: BOB, to: ADA, text: "to Ada" });
  post.own("yyyy:7", { at: 1400, from: BOB, to: { id: "u-eve", name: "Eve" }, text: "to Eve" });
  post.take({ ...said(1), channel: "inbox:u-bob" });
  expect(shown(lettersWith(post.items, "u-ada"))).toEqual(["m1001", "to Ada"]);
});

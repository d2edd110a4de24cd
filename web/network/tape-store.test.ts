import { expect, test } from "vitest";
import { record } from "../../server/testing/tape.ts";
import { createTapeStore } from "./tape-store.ts";

const envelope = (seq: number, at: number) =>
  `{"v":1,"type":"counter","channel":"counter","epoch":"k3f9","seq":${seq},"at":${at},"payload":{"value":${seq}}}`;
const ask = "GET /channels/counter/short-polling HTTP/1.1\r\nHost: x\r\n\r\n";
const answer = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test("records become entries, which know their bytes field by field", () => {
  const store = createTapeStore();
  store.feed(
    record([
      ["client", ask],
      ["server", answer(`[${envelope(7, 100)}]`)],
    ]),
  );
  expect(store.entries.map(({ label }) => label)).toEqual([
    "port 50000 to 41000",
    "GET short-polling",
    "200 counter 7",
  ]);
  const { bytes, fields } = store.dissect(3) ?? {};
  expect(new TextDecoder().decode(bytes)).toBe(answer(`[${envelope(7, 100)}]`));
  expect(fields?.find(({ name }) => name === "seq")?.value).toBe("7");
});

test("updates are in order of publication, each once, however late a lane hears of them", () => {
  const store = createTapeStore();
  const body = (seqs: number[]) => answer(`[${seqs.map((seq) => envelope(seq, seq * 10)).join(",")}]`);
  store.feed(
    record([
      ["client", ask + ask + ask],
      ["server", body([2]) + body([1, 3]) + body([2])],
    ]),
  );
  expect(store.updates.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("updates of one moment are told apart, each once", () => {
  const store = createTapeStore();
  const body = answer(`[${envelope(5, 10)},${envelope(6, 10)}]`);
  store.feed(
    record([
      ["client", ask + ask],
      ["server", body + body],
    ]),
  );
  expect(store.updates.map(({ seq }) => seq)).toEqual([5, 6]);
});

test("a connection that lives long is still followed after hundreds of others", () => {
  const store = createTapeStore();
  const [opened, ...said] = record([["client", ask]]);
  if (opened) store.feed([opened]);
  for (let connection = 2; connection < 600; connection += 1) {
    store.feed(record([["client", ask]]).map((one) => ({ ...one, connection })));
    store.feed([{ kind: "ended", at: 2, connection, by: "client", how: "fin" }]);
  }
  store.feed(said);
  expect(store.entries.at(-1)).toMatchObject({ connection: 1, kind: "request" });
});

test("the oldest entries go when there are too many, and the oldest bytes", () => {
  const store = createTapeStore({ entries: 3, bytes: answer("[]").length + ask.length });
  const [opened, ...said] = record([
    ["client", ask],
    ["server", answer("[]")],
    ["client", ask],
    ["server", answer("[]")],
  ]);
  if (opened) store.feed([opened]);
  store.feed(said);
  expect(store.lost).toBe(2);
  expect(store.entries.map(({ id }) => id)).toEqual([3, 4, 5]);
  expect(store.dissect(2)).toBeUndefined();
  expect(store.dissect(3)).toBeUndefined();
  expect(new TextDecoder().decode(store.dissect(4)?.bytes)).toBe(ask);
});

test("an entry that is still growing shows what has come of it", () => {
  const store = createTapeStore();
  store.feed(record([["client", ask.slice(0, 20)]]));
  expect(store.dissect(2)?.fields).toMatchObject([{ name: "incomplete", start: 0, end: 20 }]);
});

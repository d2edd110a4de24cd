import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SPECIMENS } from "../testing/specimens.ts";
import { explain } from "./explain.ts";
import { EXPLANATIONS } from "./explanations.ts";
import { HEADERS } from "./headers.ts";

const all = [...Object.entries(EXPLANATIONS), ...Object.entries(HEADERS)];
const field = (name: string, value = "") => ({ start: 0, end: 1, name, value, isPayload: false });

test.each(all)("%s is explained in one short sentence, with its source", (_, { says, source }) => {
  expect(says).toMatch(/^[“A-Z0-9?a-z].*[.?]$/);
  expect(says).not.toMatch(/[.!?] [A-Z]/);
  expect(says.length).toBeLessThan(150);
  expect(source).not.toBe("");
});

test("all that the decoder finds in one arrow of each kind is explained, and nothing else", () => {
  const found = Object.values(SPECIMENS).flatMap(({ entry, dissection }) =>
    dissection.fields.map((each) => ({ name: each.name, explanation: explain(each, entry.kind) })),
  );
  expect(found.filter(({ explanation }) => !explanation)).toEqual([]);
  // The names as the decoder's own text has them: none that no specimen shows.
  const source = ["dissect", "dissect-chunks", "dissect-envelope"]
    .map((file) => readFileSync(new URL(`../../server/protocol/wire/${file}.ts`, import.meta.url), "utf8"))
    .join();
  const named = [...source.matchAll(/(?:take\w*|note|dissectEnvelopes)\([^"]*?"([A-Za-z][A-Za-z ]+)"/g)].map(
    ([, name]) => String(name),
  );
  expect(named.length).toBeGreaterThan(20);
  const seen = new Set(found.map(({ name }) => name));
  expect(named.filter((name) => !seen.has(name) || !EXPLANATIONS[name])).toEqual([]);
  expect(Object.keys(EXPLANATIONS).filter((name) => !seen.has(name) && name !== "header")).toEqual([]);
});

test("headers are known whatever their case", () => {
  expect(explain(field("HOST", "lab"), "request")).toBe(HEADERS.host);
  expect(explain(field("Last-Event-ID", "k3f9:17"), "request")).toBe(HEADERS["last-event-id"]);
});

test("a header that nobody knows is explained as one", () => {
  for (const name of ["X-Mine", "constructor", "__proto__", "toString"])
    expect(explain(field(name, "1"), "request"), name).toBe(EXPLANATIONS.header);
});

test("an ETag is the server's, and the etag of the query the client's", () => {
  expect(explain(field("ETag"), "response")).toBe(HEADERS.etag);
  expect(explain(field("etag"), "request")).toBe(EXPLANATIONS.etag);
});

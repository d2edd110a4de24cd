import { expect, test } from "vitest";
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

test("headers are known whatever their case, by their line or by their name", () => {
  expect(explain(field("header", "HOST: lab"), "request")).toBe(HEADERS.host);
  expect(explain(field("Last-Event-ID", "k3f9:17"), "request")).toBe(HEADERS["last-event-id"]);
});

test("a header that nobody knows is explained as one", () => {
  expect(explain(field("header", "X-Mine: 1"), "request")).toBe(EXPLANATIONS.header);
});

test("an id is the stream's in an event, and the client's in a frame", () => {
  expect(explain(field("id", "k3f9:17"), "event")?.says).toMatch(/Last-Event-ID/);
  expect(explain(field("id", "3"), "text")?.says).toMatch(/ack/);
});

import { expect, test } from "vitest";
import { DEFAULT_LINK, formatLink, parseLink } from "./link.ts";

test.each(["", "by=sse", "rate=200&padding=4096&phones=1&speed=50000", "speed=0&theme=dark"])(
  "the link %j is written as it was read",
  (query) => {
    expect(formatLink(parseLink(query))).toBe(query);
  },
);

test("without a query all is as by default", () => {
  expect(parseLink("")).toEqual(DEFAULT_LINK);
});

test.each([
  ["by=pigeon", /by: expected short-polling, long-polling, sse, websocket, got "pigeon"/],
  ["rate=501", /rate: expected 0.1 to 500, got "501"/],
  ["padding=1.5", /padding: expected a whole number, got "1.5"/],
  ["speed=", /speed: expected 0 to 10000000, got ""/],
  ["phones=2", /phones: expected 0 to 1, got "2"/],
  ["spede=1", /spede: expected one of by, rate, padding, phones, speed, theme/],
])("%j is refused by name", (query, words) => {
  expect(() => parseLink(query)).toThrow(words);
});

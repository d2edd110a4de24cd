import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "./exchange.ts";
import { refusalIn, retryAfterMs, verdictOf } from "./verdict.ts";

const NOW = Date.UTC(2026, 0, 1);
function answer(status: number, text = "", headers: Record<string, string> = {}): Answer {
  const ok = status < 300;
  return { ok, status, statusText: "", headers: new Headers(headers), text, arrivedAt: NOW };
}

test.each([400, 401, 403, 404, 405, 413, 426, 431])("%i is a no for good", (status) => {
  expect(verdictOf(answer(status), NOW).mayReturn).toBe(false);
});

test.each([408, 425, 429, 500, 502, 503, 504])("%i passes: come back", (status) => {
  expect(verdictOf(answer(status), NOW).mayReturn).toBe(true);
});

test("the reason is the server's own words, or else the status", () => {
  const error = { code: "unknown-channel", message: "channel: expected counter, got x" };
  expect(verdictOf(answer(404, JSON.stringify({ error })), NOW).reason).toBe(error.message);
  expect(verdictOf(answer(502, "<h1>Bad gateway</h1>"), NOW).reason).toBe("the server answered 502");
  expect(verdictOf({ lost: "no answer in 35 s" }, NOW).reason).toBe("no answer in 35 s");
});

describe("Retry-After", () => {
  test.each([
    [null, 0],
    ["0", 0],
    ["7", 7000],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 23:59:00 GMT", 0],
    ["soon", 0],
    ["99999999999999999999", 3_600_000],
  ])("%s is %i ms", (text, ms) => {
    expect(retryAfterMs(text, NOW)).toBe(ms);
  });

  test("is never negative, never longer than an hour, never not a number, whatever it says", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = retryAfterMs(text, NOW);
        expect(ms >= 0 && ms <= 3_600_000).toBe(true);
      }),
    );
  });
});

test("no body is so strange that reading the refusal in it fails", () => {
  for (const text of [
    "",
    "null",
    "[]",
    '"x"',
    "{}",
    '{"error":null}',
    '{"error":{"code":"nobody-knows"}}',
    "<h1>",
  ])
    expect(refusalIn({ text })).toBeUndefined();
  fc.assert(fc.property(fc.json(), (text) => refusalIn({ text }) === undefined));
});

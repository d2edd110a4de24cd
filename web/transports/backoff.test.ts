import fc from "fast-check";
import { expect, test } from "vitest";
import { POLICIES } from "../../e2e/herd/policies.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { createBackoff } from "./backoff.ts";

const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});

test("every wait is within 0 and half a second doubled with each failure, and never beyond 20 s", () => {
  fc.assert(
    fc.property(draws, (dice) => {
      let attempt = 0;
      const backoff = createBackoff({ time: createHandClock(), random: () => dice[attempt] ?? 0 });
      for (; attempt < dice.length; attempt += 1) {
        const waitMs = backoff.next();
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThan(Math.min(20_000, 500 * 2 ** attempt));
        expect(backoff.attempt).toBe(attempt + 1);
      }
    }),
  );
});

test("full jitter is full: the whole of the range is drawn from, down to nothing", () => {
  const bounds = [0, 0.999_999].map((draw) => {
    const backoff = createBackoff({ time: createHandClock(), random: () => draw });
    return Array.from({ length: 8 }, () => Math.round(backoff.next()));
  });
  expect(bounds).toEqual([
    [0, 0, 0, 0, 0, 0, 0, 0],
    [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000],
  ]);
});

test("what the server asks for comes before the jitter, so that its clients do not all come back on the second", () => {
  const backoff = createBackoff({ time: createHandClock(), random: () => 0.5 });
  expect(backoff.next(3000)).toBe(3250);
});

test("a connection that lasted makes the next failure the first again; one that was cut at once does not", () => {
  const clock = createHandClock();
  const backoff = createBackoff({ time: clock, random: () => 0 });
  for (let i = 0; i < 3; i += 1) backoff.next();
  backoff.opened();
  clock.turn(9999);
  backoff.next();
  expect(backoff.attempt).toBe(4);
  backoff.opened();
  clock.turn(10_000);
  backoff.next();
  expect(backoff.attempt).toBe(1);
});

test("an answer makes the next failure the first again", () => {
  const backoff = createBackoff({ time: createHandClock(), random: () => 0 });
  backoff.next();
  backoff.succeeded();
  expect(backoff.attempt).toBe(0);
});

test("the herd that comes back by full jitter comes back by this", () => {
  for (const draw of [0, 0.3, 0.999]) {
    const backoff = createBackoff({ time: createHandClock(), random: () => draw });
    for (let attempt = 0; attempt < 12; attempt += 1)
      expect(POLICIES["full-jitter"].waitMs(attempt, () => draw)).toBe(backoff.next());
  }
});

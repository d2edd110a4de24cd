import { expect, test } from "vitest";
import { createAgreement } from "./agreement.ts";

/**
 * Turns a clock in steps of 100 ms: the browser samples each step, the server is read each 250 ms or so, and the found
 * differences are collected. `browser` and `server` say how far each has counted at a time.
 */
function play(
  untilMs: number,
  counts: { browser: (at: number) => number; server: (at: number) => number },
  { agreement = createAgreement(), fromMs = 0, inFlight = 0 } = {},
) {
  const found: { at: number; browser: number; server: number }[] = [];
  for (let at = fromMs; at <= untilMs; at += 100) {
    agreement.sample(at, counts.browser(at) - inFlight, counts.browser(at));
    if (at % 300 === 0) agreement.reading(at, counts.server(at));
    const difference = agreement.check(at);
    if (difference) found.push({ at, ...difference });
  }
  return { agreement, found };
}

const rate = (perSecond: number, behindMs: number) => (at: number) =>
  Math.max(0, Math.floor(((at - behindMs) * perSecond) / 1000));

test("messages under way are no difference", () => {
  const { found } = play(20_000, { server: rate(100, 0), browser: rate(100, 700) });
  expect(found).toEqual([]);
});

test("requests under way, which the browser counts first, are no difference", () => {
  const { found } = play(20_000, { server: rate(10, 700), browser: rate(10, 0) });
  expect(found).toEqual([]);
});

test("a request that waits for seconds in the browser, and is known to, is no difference", () => {
  const { found } = play(20_000, { server: () => 0, browser: () => 1 }, { inFlight: 1 });
  expect(found).toEqual([]);
});

test("one message too many is reported once all is quiet, after two seconds and not before", () => {
  const server = (at: number) => Math.min(rate(10, 0)(at), 50) + (at > 3000 ? 1 : 0);
  const browser = (at: number) => Math.min(rate(10, 100)(at), 50);
  const { found } = play(12_000, { server, browser });
  expect(found[0]).toMatchObject({ browser: 50, server: 51 });
  expect(found[0]?.at).toBeGreaterThan(5000 + 2000);
  expect(found.at(-1)?.at).toBe(12_000);
});

test("one request too few is reported as well", () => {
  const { found } = play(6000, { server: () => 0, browser: (at) => (at > 1000 ? 1 : 0) });
  expect(found[0]).toMatchObject({ browser: 1, server: 0 });
});

test("a stall of 1.5 s on the way is not reported, and one that ends takes its report back", () => {
  const stalled = (forMs: number) => ({
    server: rate(10, 0),
    browser: (at: number) => rate(10, 0)(at >= 4000 && at < 4000 + forMs ? 4000 : at),
  });
  expect(play(12_000, stalled(1500)).found).toEqual([]);
  const { found } = play(12_000, stalled(5000));
  expect(found.length).toBeGreaterThan(0);
  expect(found.at(-1)?.at).toBeLessThan(9100);
});

test("after a server has started from zero the two differ by a constant, and are held to it", () => {
  const { agreement, found } = play(5000, { server: rate(10, 0), browser: rate(10, 50) });
  agreement.rebase(5000);
  const restarted = (more: number) => ({
    server: (at: number) => rate(10, 5000)(at) + (at > 9000 ? more : 0),
    browser: rate(10, 50),
  });
  found.push(...play(12_000, restarted(0), { agreement, fromMs: 5100 }).found);
  expect(found).toEqual([]);
  const tampered = play(20_000, restarted(60), { agreement, fromMs: 12_100 });
  expect(tampered.found.length).toBeGreaterThan(0);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { createClockOffset, type Exchange } from "./clock-offset.ts";

const TRUST = { driftPpm: 100, resolutionMs: 0 };
const delay = fc.double({ min: 0, max: 500, noNaN: true });
const exchanges = fc.array(fc.record({ pauseMs: delay, up: delay, held: delay, down: delay }), {
  minLength: 1,
  maxLength: 30,
});

/** A server whose clock is `offsetMs` ahead at page time 0, and gains `ppm` on it. */
const serverClock = (offsetMs: number, ppm: number) => (page: number) => page + offsetMs + (page * ppm) / 1e6;

test("the true offset lies within the bound, always, for any delays and any drift allowed", () => {
  fc.assert(
    fc.property(
      exchanges,
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      delay,
      (rounds, offsetMs, ppm, laterMs) => {
        const clock = createClockOffset(TRUST);
        const server = serverClock(offsetMs, ppm);
        let now = 0;
        for (const { pauseMs, up, held, down } of rounds) {
          const t1 = now + pauseMs;
          const t4 = t1 + up + held + down;
          clock.exchange({ t1, t2: server(t1 + up), t3: server(t1 + up + held), t4 });
          now = t4;
          for (const at of [t4, t4 + laterMs]) {
            const found = clock.at(at) ?? { offsetMs: Number.NaN, boundMs: 0 };
            expect(Math.abs(found.offsetMs - (server(at) - at))).toBeLessThanOrEqual(found.boundMs + 1e-6);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("a coarse page clock is allowed for", () => {
  const coarse = (t: number) => Math.floor(t / 0.1) * 0.1;
  const server = serverClock(7, 0);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e3, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (t1, d) => {
        const clock = createClockOffset({ driftPpm: 100, resolutionMs: 0.1 });
        clock.exchange({ t1: coarse(t1), t2: server(t1 + d), t3: server(t1 + d), t4: coarse(t1 + 2 * d) });
        const { offsetMs, boundMs } = clock.at(t1 + 2 * d) ?? { offsetMs: Number.NaN, boundMs: 0 };
        expect(Math.abs(offsetMs - 7)).toBeLessThanOrEqual(boundMs + 1e-9);
      },
    ),
  );
});

const symmetric = (t1: number, rttMs: number, offsetMs: number): Exchange => ({
  t1,
  t2: t1 + rttMs / 2 + offsetMs,
  t3: t1 + rttMs / 2 + offsetMs,
  t4: t1 + rttMs,
});

test("the quickest exchange narrows the bound, and a slow one does not widen it", () => {
  const clock = createClockOffset({ driftPpm: 0, resolutionMs: 0 });
  for (const [i, rtt] of [80, 2, 300].entries()) clock.exchange(symmetric(i * 1000, rtt, 37_000));
  expect(clock.at(3000)).toEqual({ offsetMs: 37_000, boundMs: 1 });
});

test("a slow way there and a slow way back, together, are as good as a quick exchange", () => {
  const clock = createClockOffset({ driftPpm: 0, resolutionMs: 0 });
  clock.exchange({ t1: 0, t2: 100, t3: 100, t4: 101 });
  clock.exchange({ t1: 200, t2: 201, t3: 201, t4: 301 });
  expect(clock.at(400)).toEqual({ offsetMs: 0, boundMs: 1 });
});

test("the bound grows while nothing is heard", () => {
  const clock = createClockOffset(TRUST);
  clock.exchange(symmetric(0, 0, 5));
  expect(clock.at(10_000)?.boundMs).toBeCloseTo(1);
});

test("after a jump of a clock only the newest exchange counts", () => {
  const clock = createClockOffset(TRUST);
  clock.exchange(symmetric(0, 2, 0));
  clock.exchange(symmetric(1000, 4, 500));
  expect(clock.at(1004)?.offsetMs).toBeCloseTo(500);
  expect(clock.at(1004)?.boundMs).toBeLessThan(2.1);
});

test("started anew, it knows nothing until it is told", () => {
  const clock = createClockOffset(TRUST);
  expect(clock.at(0)).toBeUndefined();
  clock.exchange(symmetric(0, 2, 0));
  clock.startAnew();
  expect(clock.at(3)).toBeUndefined();
  clock.exchange(symmetric(10, 20, 1));
  expect(clock.at(30)?.offsetMs).toBeCloseTo(1);
});

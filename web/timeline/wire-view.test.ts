import { expect, test } from "vitest";
import { endOf, LIVE, liveAfter, lookAt, pause, resume, scroll, zoom } from "./wire-view.ts";

const NOW = 100_000;

test("a frozen view stands still while time goes on, and a live one goes with it", () => {
  expect(endOf(LIVE, NOW)).toBe(NOW);
  expect(endOf(pause(LIVE, NOW), NOW + 5000)).toBe(NOW);
  expect(resume(pause(LIVE, NOW))).toEqual(LIVE);
});

test("zoom goes by steps, around the middle of a frozen view, and ends at half a second and five minutes", () => {
  const frozen = pause(LIVE, NOW);
  const nearer = zoom(frozen, NOW, -1);
  expect(nearer).toEqual({ spanMs: 10_000, until: NOW - 5000 });
  expect(zoom(nearer, NOW, 1)).toEqual(frozen);
  expect(zoom({ ...LIVE, spanMs: 500 }, NOW, -1).spanMs).toBe(500);
  expect(zoom({ ...LIVE, spanMs: 300_000 }, NOW, 1).spanMs).toBe(300_000);
  expect(zoom(LIVE, NOW, -1).until).toBe("now");
});

test("a frozen view does not reach beyond now, however far it is zoomed out", () => {
  const frozen = pause(LIVE, NOW);
  expect(zoom(frozen, NOW + 1000, 1)).toEqual({ spanMs: 60_000, until: NOW + 1000 });
  expect(zoom(frozen, NOW + 1e6, 1)).toEqual({ spanMs: 60_000, until: NOW + 20_000 });
});

test("what is pointed at keeps its place, and all there is can be seen at once", () => {
  const frozen = pause(LIVE, NOW);
  const nearer = zoom(frozen, NOW, -1, { around: NOW - 5000 });
  const place = (view: typeof frozen) => (NOW - 5000 - endOf(view, NOW)) / view.spanMs;
  expect(place(nearer)).toBeCloseTo(place(frozen));
  expect(zoom({ ...LIVE, spanMs: 300_000 }, NOW, 1, { wholeMs: 720_000 }).spanMs).toBe(720_000);
  expect(zoom({ ...LIVE, spanMs: 720_000 }, NOW, -1, { wholeMs: 720_000 }).spanMs).toBe(300_000);
  expect(zoom({ ...LIVE, spanMs: 720_000 }, NOW, 1, { wholeMs: 700_000 }).spanMs).toBe(720_000);
});

test("a young run fills the view, which grows with it", () => {
  expect([0, 5000, 5001, 10_000, 10_001, 1e6].map((ms) => liveAfter(ms).spanMs)).toEqual([
    5000, 5000, 10_000, 10_000, 20_000, 20_000,
  ]);
});

test("scrolling back leaves now, and scrolling beyond it comes back to it", () => {
  const back = scroll(LIVE, NOW, -3000);
  expect(back.until).toBe(NOW - 3000);
  expect(scroll(back, NOW, 3000)).toEqual(LIVE);
});

test("what is jumped to comes to the middle, as far as time has gone", () => {
  expect(lookAt(LIVE, NOW, 50_000).until).toBe(60_000);
  expect(lookAt(LIVE, NOW, NOW).until).toBe(NOW);
});

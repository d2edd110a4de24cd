import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { slowed } from "./slow.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function play() {
  const subscribers = new Set<() => void>();
  const changed = vi.fn();
  const unsubscribe = slowed((one) => {
    subscribers.add(one);
    return () => subscribers.delete(one);
  }, 1000)(changed);
  return {
    happen() {
      for (const one of subscribers) one();
    },
    told: () => changed.mock.calls.length,
    unsubscribe,
  };
}

test("a change is told at once, and those that follow it within the time are told as one", () => {
  const { happen, told } = play();
  for (let n = 0; n < 5; n += 1) {
    happen();
    vi.advanceTimersByTime(200);
  }
  expect(told()).toBe(2);
});

test("the last change is told, though none comes after it", () => {
  const { happen, told } = play();
  happen();
  vi.advanceTimersByTime(200);
  happen();
  expect(told()).toBe(1);
  vi.advanceTimersByTime(800);
  expect(told()).toBe(2);
  vi.advanceTimersByTime(5000);
  expect(told()).toBe(2);
});

test("whoever has gone is told no more", () => {
  const { happen, told, unsubscribe } = play();
  happen();
  happen();
  unsubscribe();
  expect(vi.getTimerCount()).toBe(0);
  expect(told()).toBe(1);
});

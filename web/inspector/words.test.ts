import { expect, test } from "vitest";
import { SPECIMENS } from "../testing/specimens.ts";
import { sayLater, sayOnTheWay, saySplit, sayTime, splitOf } from "./words.ts";

test("payload and overhead are said with both numbers and the share", () => {
  expect(saySplit({ payload: 128, overhead: 684 })).toBe(
    "128 of 812 bytes are payload, 16\u00a0%: 5.3 bytes of overhead for each byte of it.",
  );
  expect(saySplit({ payload: 71, overhead: 2 })).toMatch(/97\u00a0%: 0\.03 bytes of overhead/);
  expect(saySplit({ payload: 65_666, overhead: 10 })).toMatch(/the other 10 hardly count/);
  expect(saySplit({ payload: 0, overhead: 91 })).toBe(
    "91\u00a0B, and no envelope in them: all counts as overhead.",
  );
});

test("an arrow that grows is as long as what is known of it", () => {
  const { entry } = SPECIMENS.text;
  expect(splitOf(entry, undefined)).toEqual({ payload: entry.payloadBytes, overhead: 2 });
  expect(splitOf({ ...entry, end: undefined }, undefined)).toBeUndefined();
  expect(splitOf({ ...entry, end: undefined }, 5)).toEqual({ payload: entry.payloadBytes, overhead: 0 });
});

test("how long it was on its way is said, or that it has not arrived", () => {
  expect(sayOnTheWay(SPECIMENS.text.entry)).toBe("40\u00a0ms");
  expect(sayOnTheWay(SPECIMENS.malformed.entry)).toBe("not arrived");
  expect(sayLater(undefined, 0, "still coming")).toBe("still coming");
});

test("a time of day has its milliseconds", () => {
  expect(sayTime(1_764_000_000_007.9)).toMatch(/^\d\d:\d\d:\d\d\.007$/);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { createSpans, firstFrom, type Timed } from "./spans.ts";

const timed = fc
  .record({
    from: fc.integer({ min: 0, max: 20_000 }),
    lasts: fc.oneof(fc.nat(50), fc.nat(9000), fc.constant(Infinity)),
  })
  .map(({ from, lasts }): Timed => ({ from, until: from + lasts }));

test("a stretch of time finds all that touches it, short or long, and nothing else", () => {
  fc.assert(
    fc.property(fc.array(timed), fc.nat(20_000), fc.nat(5000), (items, from, spanMs) => {
      const found = createSpans(items).between(from, from + spanMs);
      const expected = items.filter((item) => item.until >= from && item.from <= from + spanMs);
      expect(new Set(found)).toEqual(new Set(expected));
      expect(found).toHaveLength(expected.length);
    }),
  );
});

test("the first item from a time on is found, or the end of the list", () => {
  const items = [1, 3, 3, 7];
  expect([0, 1, 2, 3, 4, 8].map((at) => firstFrom(items, at, (item) => item))).toEqual([0, 0, 1, 1, 3, 4]);
});

import { expect, test } from "vitest";
import { pageOf, ROWS } from "./wire-pages.ts";

const list = Array.from({ length: 2 * ROWS + 50 }, (_, i) => i + 1);

test("the newest rows stand on the first page, and the oldest on the last, which may be short", () => {
  expect(pageOf(list, 0)).toMatchObject({ first: 151, end: 250, isFirst: false, isLast: true });
  expect(pageOf(list, 2)).toMatchObject({ first: 1, end: 50, isFirst: true, isLast: false });
});

test("every row is on exactly one page", () => {
  expect([2, 1, 0].flatMap((number) => pageOf(list, number).rows)).toEqual(list);
});

test("where the list has become shorter, the last page is shown", () => {
  expect(pageOf(list.slice(0, 120), 2)).toMatchObject({ number: 1, first: 1, end: 20 });
});

test("a list without rows is one page without rows", () => {
  expect(pageOf([], 3)).toMatchObject({ rows: [], number: 0, first: 0, end: 0, isFirst: true, isLast: true });
});

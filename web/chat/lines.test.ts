import { expect, test } from "vitest";
import type { Item } from "./conversation.ts";
import { linesOf } from "./lines.ts";

const user = (name: string) => ({ id: `u-${name}`, name });
const said = (at: number, name: string, text: string): Item => ({
  kind: "said",
  key: `k${at}`,
  at,
  from: user(name),
  to: undefined,
  text,
});
const moved = (at: number, kind: "joined" | "left", name: string): Item => ({
  kind,
  key: `k${at}`,
  at,
  user: user(name),
});

test("what one says in a row stands under one name, until another speaks or a pause", () => {
  const items = [said(0, "Ada", "a"), said(1, "Ada", "b"), said(2, "Bob", "c"), said(200_000, "Bob", "d")];
  expect(linesOf(items, "u-Bob")).toMatchObject([
    { isFirst: true, isMine: false },
    { isFirst: false },
    { isFirst: true, isMine: true },
    { isFirst: true },
  ]);
});

test("comings and goings stand on one line, with names together", () => {
  const items = [
    moved(0, "joined", "Ada"),
    moved(1, "joined", "Bob"),
    moved(2, "left", "Ada"),
    said(3, "Bob", "x"),
  ];
  expect(linesOf(items, undefined)).toMatchObject([
    {
      kind: "moves",
      moves: [
        { verb: "came", names: ["Ada", "Bob"] },
        { verb: "left", names: ["Ada"] },
      ],
    },
    { kind: "said" },
  ]);
});

import { describe, expect, test } from "vitest";
import { type Heard, judge, type Said } from "./oracle.ts";

const message = (seq: number, id: string | undefined, epoch = "e"): Heard => ({
  kind: "message",
  epoch,
  seq,
  id,
});
const reset = (seq: number, epoch = "e"): Heard => ({ kind: "reset", epoch, seq, id: undefined });
const said = (id: string, position?: string): Said => ({ id, position });
const kinds = (all: readonly Said[], ...listeners: Heard[][]) =>
  judge(all, new Map(listeners.map((heard, i) => [`l${i}`, heard]))).map(({ kind }) => kind);

const WHOLE = [message(1, "a"), message(2, undefined), message(3, "b")];
const ALL = [said("a", "e:1"), said("b", "e:3")];

describe("the oracle", () => {
  test("finds nothing where all was heard, once and in order", () => {
    expect(kinds(ALL, WHOLE, WHOLE)).toEqual([]);
    expect(kinds([...ALL, said("c")], WHOLE)).toEqual([]);
  });

  test("finds what was acknowledged and stands nowhere, or elsewhere", () => {
    expect(kinds([...ALL, said("c", "e:4")], WHOLE)).toEqual(["lost"]);
    expect(kinds([said("a", "e:2"), said("b", "e:3")], WHOLE)).toEqual(["lost"]);
  });

  test("finds what stands twice, and what was heard twice", () => {
    expect(kinds(ALL, [...WHOLE, message(4, "a")])).toEqual(["twice"]);
    expect(
      kinds(ALL, [message(1, "a"), message(2, undefined), message(2, undefined), message(3, "b")]),
    ).toEqual(["twice"]);
  });

  test("finds holes, and what goes back", () => {
    expect(kinds(ALL, WHOLE, [message(1, "a"), message(3, "b")])).toEqual(["hole"]);
    expect(kinds(ALL, WHOLE, [message(1, "a"), message(3, "b", "f")])).toContain("hole");
    expect(kinds(ALL, WHOLE, [...WHOLE, message(1, "a"), message(2, undefined), message(3, "b")])).toEqual([
      "order",
    ]);
  });

  test("lets a reset explain a hole and another life, and nothing else", () => {
    expect(kinds(ALL, WHOLE, [message(1, "a"), reset(2), message(3, "b")])).toEqual([]);
    expect(kinds([], [message(7, undefined, "d"), reset(1), message(2, undefined)])).toEqual([]);
  });

  test("finds who stopped before the end, and who heard another message in the same place", () => {
    expect(kinds(ALL, WHOLE, [message(1, "a")])).toEqual(["lost"]);
    expect(kinds(ALL, WHOLE, [message(1, "a"), message(2, undefined), message(3, "c")])).toContain(
      "disagreement",
    );
  });
});

import { expect, test } from "vitest";
import type { Claim, Measured } from "./claim.ts";
import { judge } from "./judge.ts";
import type { CaseRecord } from "./record.ts";

const LEFT: Measured = { setting: "s", transport: "sse", figure: "bytes-per-message" };
const RIGHT: Measured = { setting: "s", transport: "websocket", figure: "bytes-per-message" };

const claimOf = (relation: Claim["relation"], right: Claim["right"] = RIGHT): Claim => ({
  id: "one",
  part: "formula",
  statement: "",
  left: LEFT,
  right,
  relation,
  isPhysics: false,
  source: { citation: "", claimed: "", read: "derived here" },
  caveat: "",
});

const recordsOf = ({ setting, transport, figure }: Measured, values: readonly number[]): CaseRecord[] =>
  values.map((value, i) => ({
    case: {
      id: `${setting}/${transport}/${i + 1}`,
      setting,
      transport,
      repetition: i + 1,
      seed: i,
      link: "",
    },
    startedAt: "",
    durationMs: 1,
    figures: { [figure]: value },
  }));

const verdictOf = (relation: Claim["relation"], left: number[], right: number[] | number) => {
  const [side, records] =
    typeof right === "number"
      ? [{ value: right, from: "" }, recordsOf(LEFT, left)]
      : [RIGHT, [...recordsOf(LEFT, left), ...recordsOf(RIGHT, right)]];
  return judge([claimOf(relation, side)], records, 1)[0];
};

test("a claim is true where the whole interval fulfils it, false where the whole violates it, and else inconclusive", () => {
  const less = { kind: "less" } as const;
  expect(verdictOf(less, [1, 2, 3], [11, 12, 13])?.verdict).toBe("true");
  expect(verdictOf(less, [11, 12, 13], [1, 2, 3])?.verdict).toBe("false");
  expect(verdictOf(less, [1, 5, 12], [2, 6, 10])?.verdict).toBe("inconclusive");
  expect(verdictOf({ kind: "greater" }, [11, 12, 13], [1, 2, 3])?.verdict).toBe("true");
});

test("what is equal in all runs is neither less nor greater", () => {
  expect(verdictOf({ kind: "less" }, [4, 4, 4], [4, 4, 4])?.verdict).toBe("false");
  expect(verdictOf({ kind: "greater" }, [4, 4, 4], [4, 4, 4])?.verdict).toBe("false");
});

test("an interval about the edge of what is allowed is inconclusive, not a toss of a coin", () => {
  const within = { kind: "within", share: 0.1 } as const;
  expect(verdictOf(within, [104, 105, 106], 100)?.verdict).toBe("true");
  expect(verdictOf(within, [105, 110, 115], 100)?.verdict).toBe("inconclusive");
  expect(verdictOf(within, [115, 116, 117], 100)?.verdict).toBe("false");
  expect(verdictOf(within, [83, 84, 85], 100)?.verdict).toBe("false");
  const times = { kind: "times", low: 2, high: 3 } as const;
  expect(verdictOf(times, [50, 50, 50], [20, 20, 20])?.verdict).toBe("true");
  expect(verdictOf(times, [50, 50, 50], [30, 30, 30])?.verdict).toBe("false");
  expect(verdictOf(times, [30, 100, 110], [30, 30, 30])?.verdict).toBe("inconclusive");
});

test("exactly means in every run", () => {
  const exactly = { kind: "exactly" } as const;
  expect(verdictOf(exactly, [4, 4, 4], 4)?.verdict).toBe("true");
  expect(verdictOf(exactly, [4, 4, 5], 4)?.verdict).toBe("false");
  // Their means are equal, the runs are not.
  expect(verdictOf(exactly, [1, 2, 3], [3, 2, 1])?.verdict).toBe("false");
  expect(verdictOf(exactly, [1, 2, 3], [1, 2, 3])?.verdict).toBe("true");
  expect(verdictOf(exactly, [0.1 + 0.2], 0.3)?.verdict).toBe("true");
});

test("fewer than three runs judge nothing but what must hold in each", () => {
  expect(verdictOf({ kind: "less" }, [1, 1], [9, 9])).toMatchObject({ verdict: "inconclusive", runs: 2 });
  expect(verdictOf({ kind: "exactly" }, [0], 0)).toMatchObject({ verdict: "true", runs: 1 });
});

test("where a run has failed nothing is true: what broke it may be what was claimed not to happen", () => {
  const failed: CaseRecord = {
    case: { id: "s/sse/9", setting: "s", transport: "sse", repetition: 9, seed: 9, link: "" },
    startedAt: "",
    durationMs: 1,
    failure: "the messages did not come",
  };
  const judged = (relation: Claim["relation"], values: number[]) =>
    judge([claimOf(relation, { value: 4, from: "" })], [...recordsOf(LEFT, values), failed], 1)[0];
  expect(judged({ kind: "exactly" }, [4, 4, 4])).toMatchObject({
    verdict: "inconclusive",
    runs: 3,
    failed: 1,
  });
  expect(judged({ kind: "exactly" }, [4, 4, 5])?.verdict).toBe("false");
  expect(judged({ kind: "less" }, [1, 1, 1])?.verdict).toBe("inconclusive");
});

test("a run that failed first is counted as failed, however it went when it was run again", () => {
  const once = { failedBefore: ["the messages did not come"] };
  const [first = expect.unreachable(), ...rest] = recordsOf(LEFT, [4, 4, 4]);
  const judged = (relation: Claim["relation"], others: readonly CaseRecord[] = rest) =>
    judge([claimOf(relation, { value: 4, from: "" })], [{ ...first, ...once }, ...others], 1)[0];
  expect(judged({ kind: "exactly" })).toMatchObject({
    verdict: "inconclusive",
    runs: 3,
    failed: 1,
    repeated: 1,
  });
  const [second = expect.unreachable(), third = expect.unreachable()] = rest;
  const { figures: _, ...nothing } = { ...third, failure: "gone", ...once };
  expect(judged({ kind: "exactly" }, [second, nothing])).toMatchObject({ runs: 2, failed: 3, repeated: 2 });
});

test("where no repetition has both sides, equality is not a matter of course", () => {
  const [, second] = recordsOf(RIGHT, [1, 2]);
  const records = [...recordsOf(LEFT, [1]), ...(second ? [second] : [])];
  expect(judge([claimOf({ kind: "exactly" })], records, 1)[0]?.verdict).toBe("inconclusive");
});

test("the effect is named where both sides are measured", () => {
  expect(verdictOf({ kind: "less" }, [1, 2, 3], [11, 12, 13])?.effect).toEqual({ delta: -1, size: "large" });
  expect(verdictOf({ kind: "less" }, [1, 2, 3], 11)?.effect).toBeUndefined();
});

test("a claim whose groups were not run, or came to nothing, is left out", () => {
  expect(judge([claimOf({ kind: "less" })], recordsOf(LEFT, [1, 2, 3]), 1)).toEqual([]);
  const failed = recordsOf(RIGHT, [1, 2, 3]).map(({ figures: _, ...rest }) => ({ ...rest, failure: "gone" }));
  expect(judge([claimOf({ kind: "less" })], [...recordsOf(LEFT, [1, 2, 3]), ...failed], 1)).toEqual([]);
});

test("the same records and seed give the same verdicts, whatever order they came in and whichever claims stand beside", () => {
  const records = [...recordsOf(LEFT, [1, 5, 12]), ...recordsOf(RIGHT, [2, 6, 10])];
  const one = claimOf({ kind: "less" });
  const alone = judge([one], records, 1);
  expect(judge([{ ...one, id: "two" }, one], records, 1)[1]).toEqual(alone[0]);
  expect(judge([one], records.toReversed(), 1)).toEqual(alone);
});

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { GROWTH_MB, judgeResources, type Resources } from "./resources.ts";

const FIRST: Resources[] = ["s1", "s2"].map((name) => ({ name, handles: 26, usedMb: 20, residentMb: 90 }));
/** What is found where the second server is so at last. */
const found = (change: Partial<Resources>) =>
  judgeResources(FIRST, [FIRST[0] as Resources, { ...(FIRST[1] as Resources), ...change }]);

test("a server that is back where it was is no finding, nor one that holds less", () => {
  expect(found({})).toEqual([]);
  expect(found({ handles: 24, usedMb: 18 })).toEqual([]);
});

test("one handle more than at first is a leak", () => {
  expect(found({ handles: 27 })).toEqual([{ kind: "leak", words: "s2 had 26 handles, and has 27" }]);
});

test("memory may grow by its bound, and by no more, whatever the kernel has not taken back", () => {
  expect(found({ usedMb: 20 + GROWTH_MB, residentMb: 400 })).toEqual([]);
  expect(found({ usedMb: 20.1 + GROWTH_MB })).toMatchObject([{ kind: "leak" }]);
});

test("a server that keeps a message for each that it tells breaks the bound", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const kept: object[] = [];
  collect();
  const before = process.memoryUsage();
  for (let seq = 1; seq <= 35_000; seq += 1) {
    const from = { id: "u-0a1b2c3d4e5f", name: `sse-0-${seq}` };
    const envelope = { v: 1, type: "said", channel: "room:chaos-0", epoch: "k3f9k3f9", seq, at: seq + 0.5 };
    const text = JSON.stringify({ ...envelope, payload: { from, text: `sse-0-0-${seq}` } });
    kept.push({ envelope: JSON.parse(text), bytes: Buffer.from(text), endsAt: seq });
  }
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const grownMb = (heapUsed + external - before.heapUsed - before.external) / 1e6;
  expect(kept).toHaveLength(35_000);
  expect(found({ usedMb: 20 + grownMb })).toMatchObject([{ kind: "leak" }]);
});

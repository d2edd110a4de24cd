import { expect, test } from "vitest";
import type { Claim } from "../claim.ts";
import { QUICK, SETTINGS } from "../settings.ts";
import { checkClaims } from "./check.ts";
import { CLAIMS } from "./claims.ts";
import { meanAgeMs, shareEmpty, shareSeen, timesOf } from "./formulas.ts";
import { hashClaims } from "./hash.ts";

const [FIRST] = CLAIMS as [Claim];
const check = (...claims: unknown[]) => checkClaims(claims, SETTINGS, "claims");

test("the claims that ship can be read, and each setting has one or is a disturbance to look at", () => {
  expect(checkClaims(CLAIMS, SETTINGS, "claims")).toEqual(CLAIMS);
  expect(new Set(CLAIMS.map(({ part }) => part))).toEqual(new Set(["formula", "lesson", "literature"]));
});

test("the quick settings have claims of all three parts", () => {
  const isQuick = ({ left, right }: Claim) =>
    QUICK.includes(left.setting) && ("value" in right || QUICK.includes(right.setting));
  const parts = CLAIMS.filter(isQuick).map(({ part }) => part);
  expect(new Set(parts).size).toBe(3);
});

test("physics names no milliseconds", () => {
  expect(CLAIMS.filter(({ isPhysics, left }) => isPhysics && left.figure.endsWith("-ms"))).toEqual([]);
});

test("a worst is that of a run, and what is judged is its average over the runs: the claim says so", () => {
  const worst = CLAIMS.filter(({ left }) => left.figure === "staleness-max-ms");
  expect(worst.length).toBeGreaterThan(1);
  for (const { id, statement } of worst)
    expect(statement, id).toMatch(/in a run\b.*on average over the runs/);
});

test("a source that was not read in full says so in its caveat or by its mark", () => {
  for (const { source } of CLAIMS.filter(({ part }) => part === "literature"))
    expect(["in full", "in part", "through others", "not at all"]).toContain(source.read);
});

test("the formulas follow from a setting's link", () => {
  const times = timesOf("far-polled");
  expect(times).toEqual({ pollMs: 1000, updateMs: 1000 / 3.618, delayMs: 100 });
  expect(meanAgeMs("short-polling", times)).toBeCloseTo(500 + 138.2 + 100, 1);
  expect(meanAgeMs("sse", times)).toBeCloseTo(138.2 + 100, 1);
  expect(shareSeen(times)).toBeCloseTo(0.2764, 4);
  expect(shareSeen({ ...times, pollMs: 10 })).toBe(1);
  expect(shareEmpty(times)).toBe(0);
  expect(shareEmpty({ pollMs: 250, updateMs: 1000, delayMs: 0 })).toBe(0.75);
});

test.each([
  [
    "names no figure",
    { left: { setting: "steady", transport: "sse" } },
    /claims\.0\.left\.figure: expected a figure: .*got nothing/,
  ],
  [
    "names an unknown figure",
    { left: { ...FIRST.left, figure: "speed" } },
    /claims\.0\.left\.figure: .*got "speed"/,
  ],
  [
    "names no figure on the right",
    { right: { setting: "steady", transport: "sse" } },
    /claims\.0\.right\.figure: /,
  ],
  [
    "gives a value from nowhere",
    { right: { value: 3 } },
    /claims\.0\.right\.from: expected where the value comes from/,
  ],
  [
    "names an unknown setting",
    { left: { ...FIRST.left, setting: "moon" } },
    /claims\.0\.left\.setting: .*got "moon"/,
  ],
  [
    "names an unknown transport",
    { left: { ...FIRST.left, transport: "pigeon" } },
    /claims\.0\.left\.transport: .*got "pigeon"/,
  ],
  [
    "names a transport that its setting does not run",
    { left: { ...FIRST.left, setting: "idle", transport: "sse" } },
    /claims\.0\.left\.transport: .*short-polling,long-polling/,
  ],
  ["has no known relation", { relation: { kind: "nicer" } }, /claims\.0\.relation.*: expected kind less/],
  ["allows a share of everything", { relation: { kind: "within", share: 2 } }, /share above 0 and below 1/],
  ["has its bounds the wrong way round", { relation: { kind: "times", low: 3, high: 2 } }, /relation\.high/],
  ["has an id that is no name", { id: "Not This" }, /claims\.0\.id: expected an id in kebab-case/],
  ["has a key that nobody knows", { note: "x" }, /expected no key note/],
])("a claim that %s is refused by name", (_, change, words) => {
  expect(() => check({ ...FIRST, ...change })).toThrow(words);
});

test("an id that comes twice is refused, and what is no list", () => {
  expect(() => check(FIRST, FIRST)).toThrow(/claims\.1\.id: expected one that no other claim has/);
  expect(() => checkClaims({}, SETTINGS, "my.json")).toThrow(/my\.json: expected a list of claims/);
});

test("the hash changes with any word of a claim, and not with the order of keys", () => {
  const hash = hashClaims(CLAIMS);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const turned = CLAIMS.map(
    (claim) => Object.fromEntries(Object.entries(claim).toReversed()) as unknown as Claim,
  );
  expect(hashClaims(turned)).toBe(hash);
  expect(hashClaims(JSON.parse(JSON.stringify(CLAIMS)))).toBe(hash);
  expect(hashClaims([{ ...FIRST, statement: `${FIRST.statement}.` }])).not.toBe(hashClaims([FIRST]));
  expect(hashClaims(CLAIMS.toReversed())).not.toBe(hash);
});

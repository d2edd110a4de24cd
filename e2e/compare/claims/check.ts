import { z } from "zod";
import { parseWith, refuse } from "#protocol/refusal.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Claim, Measured } from "../claim.ts";
import { FIGURES, type FigureName } from "../record.ts";
import type { Setting } from "../setting.ts";

const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];
const figureNames = `a figure: one of ${FIGURE_NAMES.join(", ")}`;

const words = (expected: string) => z.string(`expected ${expected}`).min(1, `expected ${expected}`);
const number = (expected: string) => z.number(`expected ${expected}`);
const isPhysics = z.boolean("expected true or false");

const measured = z.strictObject({
  setting: words("the name of a setting"),
  transport: z.enum(TRANSPORTS, `expected one of ${TRANSPORTS.join(", ")}`),
  figure: z.enum(FIGURE_NAMES, `expected ${figureNames}`),
});
const given = z.strictObject({
  value: number("a number"),
  from: words("where the value comes from"),
});
const relation = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.enum(["less", "greater", "exactly"]) }),
    z.strictObject({
      kind: z.literal("within"),
      share: number("a share above 0 and below 1")
        .gt(0, "expected a share above 0 and below 1")
        .lt(1, "expected a share above 0 and below 1"),
    }),
    z
      .strictObject({
        kind: z.literal("times"),
        low: number("a number from 0").min(0, "expected a number from 0"),
        high: number("a number from low"),
      })
      .refine(({ low, high }) => low <= high, { path: ["high"], error: "expected a number from low" }),
  ],
  { error: "expected kind less, greater, exactly, within or times" },
);
const source = z.strictObject({
  citation: words("a citation"),
  url: z.url("expected an address").optional(),
  claimed: words("what the source claimed"),
  read: z.enum(
    ["in full", "in part", "through others", "not at all", "derived here"],
    "expected in full, in part, through others, not at all or derived here",
  ),
});

const claims = z.array(
  z.strictObject({
    id: words("an id in kebab-case").regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected an id in kebab-case"),
    part: z.enum(["formula", "lesson", "literature"], "expected formula, lesson or literature"),
    statement: words("a sentence"),
    left: measured,
    // Told apart by their key, so that a mistake in one of them is named as such.
    right: z.unknown(),
    relation,
    isPhysics,
    source,
    caveat: z.string("expected a sentence, or nothing in quotes"),
  }),
  "expected a list of claims",
);

/**
 * Reads claims, from this house or from a file, that are to be put to the test under `settings`. Throws a `Refusal` that names
 * the claim's place in `field`, what belongs there, and what came.
 */
export function checkClaims(value: unknown, settings: readonly Setting[], field: string): Claim[] {
  const shaped = parseWith(claims as unknown as z.ZodType<readonly Claim[]>, value, "bad-query", field);
  return shaped.map((claim, i) => {
    const place = `${field}.${i}`;
    const { id, left } = claim;
    if (shaped.findIndex((other) => other.id === id) < i)
      refuse("bad-query", `${place}.id`, "one that no other claim has", id);
    const right = checkRight(claim.right, `${place}.right`);
    checkRuns(left, settings, `${place}.left`);
    if (!("value" in right)) checkRuns(right, settings, `${place}.right`);
    return { ...claim, right };
  });
}

function checkRight(value: unknown, field: string): Claim["right"] {
  const isGiven = typeof value === "object" && value !== null && "value" in value;
  return parseWith((isGiven ? given : measured) as z.ZodType<Claim["right"]>, value, "bad-query", field);
}

/** The setting is there, and runs that transport. */
function checkRuns({ setting, transport }: Measured, settings: readonly Setting[], field: string): void {
  const names = settings.map(({ name }) => name);
  const { transports } =
    settings.find(({ name }) => name === setting) ??
    refuse("bad-query", `${field}.setting`, `one of ${names.join(", ")}`, setting);
  if (!transports.includes(transport))
    refuse("bad-query", `${field}.transport`, `one that ${setting} runs: ${transports}`, transport);
}

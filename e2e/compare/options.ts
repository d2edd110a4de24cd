import { parseArgs } from "node:util";
import { z } from "zod";
import { parseWith, Refusal } from "#protocol/refusal.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { atOnce, BROWSERS, repetitions, seed } from "./plan-file.ts";
import type { BrowserName } from "./setting.ts";

/** What the command line may say; what it does not say is undefined. */
export interface Options {
  readonly quick: boolean;
  readonly headed: boolean;
  readonly only: readonly string[] | undefined;
  readonly transports: readonly TransportName[] | undefined;
  readonly repetitions: number | undefined;
  readonly seed: number | undefined;
  /** Cases side by side. */
  readonly "at-once": number | undefined;
  readonly browser: BrowserName | undefined;
  /** A file of settings, in place of those that ship. */
  readonly plan: string | undefined;
  /** The folder that the study is written to. */
  readonly out: string | undefined;
  /** The folder of a study that was broken off. */
  readonly resume: string | undefined;
  /** The folder of an earlier study, to be laid beneath this one in the report. */
  readonly against: string | undefined;
}

export const USAGE = `npm run compare -- [flags]

  --quick                 the quick settings alone, in under three minutes
  --only a,b              these settings
  --transports sse,…      these transports
  --repetitions 10        runs of each transport under each setting
  --seed 1                of order and updates
  --at-once 1             runs side by side (--quick: 4)
  --plan file.json        settings of your own: {"settings":[{"name","link","messages",…}]}
  --browser chromium      or firefox, webkit
  --headed                with windows
  --out folder            where to write (.compare/{date and time})
  --resume folder         go on with a study that was broken off
  --against folder        lay an earlier study beneath the report

Exit code: 0 all claims true, 1 some false, 2 none false but some inconclusive or without a run to judge by,
3 it could not be measured, 130 stopped by Ctrl-C (once: what is done is kept; twice: at once).

A study that was stopped is judged only when --resume has made it whole: who looks at verdicts on the way, and stops
when they please, finds true by chance what is not.
`;

/** What a study that goes on has fixed already. */
const FIXED = [
  "quick",
  "only",
  "transports",
  "repetitions",
  "seed",
  "at-once",
  "browser",
  "plan",
  "out",
] as const;

const numeric = <T>(schema: z.ZodType<T>) =>
  z.preprocess((text) => (text === undefined || text === "" ? text : Number(text)), schema).optional();
const path = z.string().min(1, "expected a path").optional();

const flags = z.object({
  quick: z.boolean().default(false),
  headed: z.boolean().default(false),
  only: z.array(z.string()).optional(),
  transports: z.array(z.enum(TRANSPORTS, `expected some of ${TRANSPORTS.join(",")}`)).optional(),
  repetitions: numeric(repetitions),
  seed: numeric(seed),
  "at-once": numeric(atOnce),
  browser: z.enum(BROWSERS, `expected one of ${BROWSERS.join(", ")}`).optional(),
  plan: path,
  out: path,
  resume: path,
  against: path,
});

/** Reads the command line; `help` where it was asked for. Throws a `Refusal` that names the flag, what it takes, and what came. */
export function parseOptions(args: readonly string[]): Options | "help" {
  const said = readFlags(args);
  if (said.help) return "help";
  const { help: _, only, transports, ...others } = said;
  const rest = { ...others, only: only?.split(","), transports: transports?.split(",") };
  const options = parseWith(flags as unknown as z.ZodType<Options>, rest, "bad-query", "");
  const conflict = FIXED.find((name) => rest[name] !== undefined);
  if (options.resume !== undefined && conflict)
    throw new Refusal("bad-query", `${conflict}: expected nothing beside --resume, got ${rest[conflict]}`);
  return options;
}

function readFlags(args: readonly string[]) {
  const string = { type: "string" } as const;
  const boolean = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: boolean,
        quick: boolean,
        headed: boolean,
        only: string,
        transports: string,
        repetitions: string,
        seed: string,
        "at-once": string,
        browser: string,
        plan: string,
        out: string,
        resume: string,
        against: string,
      },
    }).values;
  } catch (error) {
    // Node says which flag it does not know, or which one wants a value.
    throw new Refusal("bad-query", (error as Error).message);
  }
}

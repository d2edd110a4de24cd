import { z } from "zod";
import { type Cue, type Faults, NO_FAULTS } from "./network.ts";
import { parseWith, refuse } from "./refusal.ts";
import { parseSchedule, type Schedule } from "./schedule.ts";
import {
  formatFaultList,
  formatScript,
  needsOwnServer,
  numberIn,
  parseFaultList,
  parseScript,
} from "./script.ts";
import { TRANSPORTS, type TransportName } from "./transports.ts";

/** What of the page may be wanted or not; the four lanes and the controls always are. */
export const PAGE_PARTS = ["board", "timeline", "charts", "comparison"] as const;
export type PagePart = (typeof PAGE_PARTS)[number];

/** All that a run depends on, as one object; written as a query string it is the link that repeats the run. */
export interface Scenario {
  readonly v: 1;
  /** A counter of one's own, or the one that all share (whose schedule nobody may set). */
  readonly counter: "private" | "shared";
  readonly schedule: Schedule;
  readonly lanes: readonly TransportName[];
  /** Start of one short poll to the start of the next. */
  readonly pollMs: number;
  /** How long a long poll may park, seconds. */
  readonly holdS: number;
  /** Short polls ask with `If-None-Match`, and get 304 where nothing is new. */
  readonly etag: boolean;
  /** What the network between page and server does; undefined: there is none, and the page goes straight to the server. */
  readonly network: Faults | undefined;
  /** The server at the other end of the network: all share the lab's; one's own may crash. */
  readonly server: "lab" | "own";
  /** What happens to the network, from when the lanes open. */
  readonly script: readonly Cue[];
  /** After that the run stops by itself; 0: it does not. */
  readonly durationS: number;
  /** What of the page is to be seen: the open fault board, the time axis, the charts, the open comparison. */
  readonly show: readonly PagePart[];
}

export const DEFAULT_SCENARIO: Scenario = {
  v: 1,
  counter: "private",
  schedule: parseSchedule({}),
  lanes: TRANSPORTS,
  pollMs: 5000,
  holdS: 25,
  etag: false,
  network: undefined,
  server: "lab",
  script: [],
  durationS: 0,
  show: ["timeline", "charts", "comparison"],
};

/** Of a scenario, what differs from another one. `network: {}` is one that passes all, `undefined` is none. */
export type ScenarioParts = Partial<Omit<Scenario, "schedule" | "network">> & {
  readonly schedule?: Partial<Schedule>;
  readonly network?: Partial<Faults> | undefined;
};

export function withParts(base: Scenario, { schedule, ...parts }: ScenarioParts): Scenario {
  const network =
    "network" in parts ? parts.network && { ...(base.network ?? NO_FAULTS), ...parts.network } : base.network;
  return { ...base, ...parts, schedule: { ...base.schedule, ...schedule }, network };
}

const numeric = (expected: string, min: number, max: number) =>
  z
    .string(expected)
    .transform((text) => numberIn(text) ?? Number.NaN)
    .refine((n) => n >= min && n <= max, expected);
const flag = z.enum(["0", "1"], "expected 0 or 1").transform((text) => text === "1");
/** Some of `names`, with commas; none is "". */
const some = <T extends string>(names: readonly T[]) =>
  z
    .string()
    .transform((text) => (text === "" ? [] : text.split(",")))
    .refine(
      (chosen): chosen is T[] => chosen.every((one) => (names as readonly string[]).includes(one)),
      `expected some of ${names.join(",")}`,
    );

const query = z.strictObject({
  v: z.literal("1", "expected 1, the only version there is").optional(),
  counter: z.enum(["private", "shared"], "expected private or shared").optional(),
  pattern: z.string().optional(),
  rate: numeric("expected 0.1 to 200", 0.1, 200).optional(),
  seed: numeric("expected 0 to 4294967295", 0, 0xffff_ffff).optional(),
  padding: numeric("expected 0 to 65536", 0, 65_536).optional(),
  paused: flag.optional(),
  lanes: some(TRANSPORTS).optional(),
  poll: numeric("expected 50 to 30000", 50, 30_000).optional(),
  hold: numeric("expected 1 to 60", 1, 60).optional(),
  etag: flag.optional(),
  net: z.string().optional(),
  server: z.enum(["lab", "own"], "expected lab or own").optional(),
  script: z.string().optional(),
  duration: numeric("expected 0 to 3600", 0, 3600).optional(),
  show: some(PAGE_PARTS).optional(),
});

/** Reads a scenario from a query string; throws a `Refusal` that names the field. Keys in `others` are not ours. */
export function parseScenario(search: string, others: readonly string[] = []): Scenario {
  const pairs = [...new URLSearchParams(search)].filter(([key]) => !others.includes(key));
  const twice = pairs.find(([key], i) => pairs.findIndex(([other]) => other === key) < i);
  if (twice) refuse("bad-query", twice[0], "one value", `another: ${twice[1]}`);
  const {
    poll,
    hold,
    etag,
    lanes,
    counter,
    net,
    server,
    script,
    duration,
    show,
    v: _,
    ...schedule
  } = parseWith(query as z.ZodType<z.infer<typeof query>>, Object.fromEntries(pairs), "bad-query", "");
  const cues = parseScript(script ?? "", "script");
  if (net === undefined && (cues.length > 0 || server === "own"))
    refuse(
      "bad-query",
      "net",
      `on, or some faults, as there is a ${cues.length > 0 ? "script" : "server"}`,
      net,
    );
  return {
    v: 1,
    counter: counter ?? DEFAULT_SCENARIO.counter,
    schedule: parseSchedule(schedule),
    lanes: lanes ? TRANSPORTS.filter((name) => lanes.includes(name)) : TRANSPORTS,
    pollMs: poll ?? DEFAULT_SCENARIO.pollMs,
    holdS: hold ?? DEFAULT_SCENARIO.holdS,
    etag: etag ?? DEFAULT_SCENARIO.etag,
    network: net === undefined ? undefined : parseFaultList(net, "net"),
    server: needsOwnServer(cues) ? "own" : (server ?? DEFAULT_SCENARIO.server),
    script: cues,
    durationS: duration ?? DEFAULT_SCENARIO.durationS,
    show: show ? PAGE_PARTS.filter((part) => show.includes(part)) : DEFAULT_SCENARIO.show,
  };
}

/** Writes a scenario as a query string; what is as by default is left out. */
export function formatScenario(scenario: Scenario): string {
  const flat = flatten(scenario);
  const plain = flatten(DEFAULT_SCENARIO);
  const changed = Object.entries(flat).filter(([key, value]) => value !== plain[key]);
  // Commas and colons may stand in a query as they are (RFC 3986 §3.4), and read better in a handout.
  return new URLSearchParams([["v", "1"], ...changed])
    .toString()
    .replaceAll("%2C", ",")
    .replaceAll("%3A", ":");
}

/** As the query says it: key to text. What there is not is "". */
function flatten(scenario: Scenario): Record<string, string> {
  const { counter, schedule, lanes, pollMs, holdS, etag, network, server, script, durationS, show } =
    scenario;
  return {
    counter,
    pattern: schedule.pattern,
    rate: String(schedule.rate),
    seed: String(schedule.seed),
    padding: String(schedule.padding),
    paused: schedule.paused ? "1" : "0",
    lanes: lanes.join(","),
    poll: String(pollMs),
    hold: String(holdS),
    etag: etag ? "1" : "0",
    net: network ? formatFaultList(network) : "",
    server: needsOwnServer(script) ? "lab" : server,
    script: formatScript(script),
    duration: String(durationS),
    show: show.join(","),
  };
}

import { parseScenario } from "#protocol/scenario.ts";
import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { Claim, Source } from "../claim.ts";
import { SETTINGS } from "../settings.ts";

/** What the formulas are made of, ms. */
interface Times {
  /** T: start of one question to the start of the next. */
  readonly pollMs: number;
  /** U: from one update to the next. */
  readonly updateMs: number;
  /** d: one way through the network. What the machines take themselves is not in it. */
  readonly delayMs: number;
}

/** Reads the times of a setting that ships from its link. */
export function timesOf(setting: string): Times {
  const found = SETTINGS.find(({ name }) => name === setting);
  if (!found) throw new Error(`There is no setting ${setting}`);
  const { schedule, pollMs, network } = parseScenario(found.link);
  return {
    pollMs,
    updateMs: 1000 / schedule.rate,
    delayMs: network ? network.latencyMs + network.jitterMs / 2 : 0,
  };
}

/**
 * Mean age of the newest value seen, of periodic updates and at any phase: what arrives is d old and ages for U until the
 * next; who asks finds what is U/2 + d old on average, and it ages for T.
 */
export function meanAgeMs(transport: TransportName, { pollMs, updateMs, delayMs }: Times): number {
  return (transport === "short-polling" ? pollMs / 2 : 0) + updateMs / 2 + delayMs;
}

/** Of the values published, those that a short poll ever sees. */
export function shareSeen({ pollMs, updateMs }: Times): number {
  return Math.min(1, updateMs / pollMs);
}

/** Of the answers to short polls, those with nothing new. */
export function shareEmpty({ pollMs, updateMs }: Times): number {
  return Math.max(0, 1 - pollMs / updateMs);
}

/** Granted for runs that are short, and timers that fire late. */
const TENTH = { kind: "within", share: 0.1 } as const;
/** What browser and server take themselves, which is not in d: on two busy cores, ms. */
const OWN_MS = 15;
const PADDED = "The padding makes each message longer than 125 and shorter than 65,536 bytes";

const AGE: Source = {
  citation:
    "Age of information after S. Kaul, R. Yates and M. Gruteser, “Real-time status: How often should one update?”, INFOCOM 2012",
  claimed: "Age as a figure is theirs; for T, U and d as here the formula is derived, not theirs",
  read: "derived here",
};
const COUNTING: Source = {
  citation: "Counted out",
  claimed: "It follows from what each transport does for one message",
  read: "derived here",
};
const rfc = (number: number, section: string, title: string, claimed: string): Source => ({
  citation: `RFC ${number}, ${title}, section ${section}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
  claimed,
  read: "in part",
});

/** Each setting whose ages are held against the formula, and of which transports. */
const AGED = [
  ["steady", ["short-polling", "long-polling", "sse", "websocket"]],
  ["far", ["long-polling", "sse", "websocket"]],
  ["far-polled", ["short-polling"]],
] as const;

const ages = AGED.flatMap(([setting, transports]) =>
  transports.map((transport): Claim => {
    const times = timesOf(setting);
    const formula = transport === "short-polling" ? "T/2 + U/2 + d" : "U/2 + d";
    const value = meanAgeMs(transport, times);
    return {
      id: `age-${transport}-${setting}`,
      part: "formula",
      statement: `What ${LABELS[transport]} shows is ${formula} old on average`,
      left: { setting, transport, figure: "age-mean-ms" },
      right: { value, from: sayTimes(formula, times) },
      relation: { kind: "within", share: Math.max(TENTH.share, OWN_MS / value) },
      isPhysics: false,
      source: AGE,
      caveat: `Browser and server take some time themselves, on top of d: up to ${OWN_MS} ms are granted`,
    };
  }),
);

const counted: readonly Claim[] = [
  {
    id: "share-seen-short-polling",
    part: "formula",
    statement: "Of the values published, short polling sees U/T",
    left: { setting: "steady", transport: "short-polling", figure: "share-seen" },
    right: { value: shareSeen(timesOf("steady")), from: sayTimes("min(1, U/T)", timesOf("steady")) },
    relation: TENTH,
    isPhysics: false,
    source: COUNTING,
    caveat: "A timer that fires late makes T longer; a run of twelve questions rounds to whole values",
  },
  {
    id: "share-seen-hidden",
    part: "formula",
    statement:
      "In a page that lies behind another, short polling still sees U/T: its timer is a worker's, which nobody slows down",
    left: { setting: "hidden", transport: "short-polling", figure: "share-seen" },
    right: { value: shareSeen(timesOf("hidden")), from: sayTimes("min(1, U/T)", timesOf("hidden")) },
    relation: TENTH,
    isPhysics: false,
    source: COUNTING,
    caveat: "A browser that freezes a hidden page altogether would stop its worker, too",
  },
  {
    id: "empty-share-short-polling",
    part: "formula",
    statement: "Of the answers to short polls, 1 − T/U are empty",
    left: { setting: "idle", transport: "short-polling", figure: "empty-share" },
    right: { value: shareEmpty(timesOf("idle")), from: sayTimes("1 − T/U", timesOf("idle")) },
    relation: TENTH,
    isPhysics: false,
    source: COUNTING,
    caveat: "A timer that fires late makes T longer; a run of six values rounds to whole answers",
  },
  {
    id: "requests-short-polling",
    part: "formula",
    statement:
      "Where news comes oftener than questions, short polling makes one request for each value it sees",
    left: { setting: "steady", transport: "short-polling", figure: "requests-per-message" },
    right: { value: 1, from: "a state channel, which answers with its newest value" },
    relation: { kind: "within", share: 0.25 },
    isPhysics: true,
    source: COUNTING,
    caveat: "A question or two at the beginning may come before the first value, and are empty",
  },
  {
    id: "requests-long-polling",
    part: "formula",
    statement: "Long polling makes exactly one request for each value",
    left: { setting: "steady", transport: "long-polling", figure: "requests-per-message" },
    right: { value: 1, from: "an answer ends its request" },
    relation: { kind: "exactly" },
    isPhysics: true,
    source: COUNTING,
    caveat:
      "A question that waits for longer than its time limit is answered without a value; here none does",
  },
  ...(["sse", "websocket"] as const).map(
    (transport): Claim => ({
      id: `no-requests-${transport}`,
      part: "formula",
      statement: `Once open, ${LABELS[transport]} makes no further request`,
      left: { setting: "steady", transport, figure: "requests" },
      right: { value: 0, from: "one request before the warm-up, and none after" },
      relation: { kind: "exactly" },
      isPhysics: true,
      source: COUNTING,
      caveat: "",
    }),
  ),
  ...(["sse", "websocket"] as const).map(
    (transport): Claim => ({
      id: `nothing-missed-${transport}`,
      part: "formula",
      statement: `${LABELS[transport]} misses no value`,
      left: { setting: "steady", transport, figure: "missed" },
      right: { value: 0, from: "TCP, which loses nothing while it is open" },
      relation: { kind: "exactly" },
      isPhysics: true,
      source: COUNTING,
      caveat: "A reader so slow that the server has to leave values out would miss some",
    }),
  ),
  {
    id: "frame-overhead-websocket",
    part: "formula",
    statement: "A WebSocket frame costs 4 bytes beside a message of 126 to 65,535 bytes",
    left: { setting: "steady", transport: "websocket", figure: "overhead-per-message" },
    right: { value: 4, from: "2 bytes, and 2 for the length; no mask from the server" },
    relation: { kind: "exactly" },
    isPhysics: true,
    source: rfc(
      6455,
      "5.2",
      "The WebSocket Protocol",
      "2 bytes, 2 more from 126 bytes on, 8 more from 65,536 on",
    ),
    caveat: `${PADDED}; a ping within the run would add its own bytes, and runs are shorter than its interval`,
  },
];

export const FORMULAS: readonly Claim[] = [...ages, ...counted];

function sayTimes(formula: string, { pollMs, updateMs, delayMs }: Times): string {
  const say = (ms: number) => `${Math.round(ms)} ms`;
  const polling = formula.includes("T") ? `T = ${say(pollMs)}, ` : "";
  return `${formula} with ${polling}U = ${say(updateMs)}${formula.includes("d") ? `, d = ${say(delayMs)}` : ""}`;
}

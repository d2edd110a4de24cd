import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Claim, Estimate, Measured, Verdict } from "../../claim.ts";
import type { CaseRecord, FigureName, StudyHead } from "../../record.ts";
import type { Setting } from "../../setting.ts";
import type { Study } from "../groups.ts";

/** None of it was measured: a study that is made up, and looks like one, for tests of what the report does with it. */
export function inventStudy({ seed = 1, repetitions = 4 } = {}): Study {
  const random = drawFrom(seed);
  const settings = SETTINGS.map(inventSetting);
  const records = settings.flatMap((setting) =>
    setting.transports.flatMap((transport) =>
      Array.from({ length: repetitions }, (_, i) => inventRecord(setting, transport, i + 1, random)),
    ),
  );
  const study: StudyHead = {
    format: "realtime-ladder-study",
    v: 1,
    startedAt: `2026-01-0${(seed % 9) + 1}T12:00:00.000Z`,
    seed,
    repetitions,
    claimsHash: "0123456789abcdef".repeat(4),
    planHash: "fedcba9876543210".repeat(4),
    settings,
    claims: CLAIMS,
    environment: {
      lab: "0.0.0 (invented)",
      node: "v24.0.0",
      browsers: { chromium: "100.0.0.0" },
      playwright: "1.0.0",
      cpu: "Invented CPU",
      cores: 2,
      os: "Invented OS 1",
      isHeadless: true,
    },
  };
  return { study, records, verdicts: CLAIMS.map((claim, i) => inventVerdict(claim, i + seed, records)) };
}

const SETTINGS = [
  ["steady", "rate=10&poll=500", "A counter ten times a second, polled twice a second."],
  ["slow-sensor", "rate=4&poll=1000", "A sensor of 4 Hz, polled once a second."],
  ["elevator", "rate=10&poll=500&net=on&script=2:stall/1.5", "Nothing passes for a second and a half."],
  ["far", "rate=10&poll=500&net=latency:80", "A server 80 ms away."],
] as const;

function inventSetting([name, link, about]: readonly [string, string, string]): Setting {
  return {
    name,
    about,
    link: `v=1&${link}`,
    transports: TRANSPORTS,
    messages: 100,
    warmUp: 10,
    cpuSlowdown: 1,
    background: false,
    browser: "chromium",
  };
}

const PAYLOAD_BYTES = 128;
const BYTES = { "short-polling": 820, "long-polling": 790, sse: 152, websocket: 130 } as const;
const BASE_MS = { "short-polling": 250, "long-polling": 4, sse: 2.5, websocket: 2.2 } as const;

function inventRecord(
  setting: Setting,
  transport: TransportName,
  repetition: number,
  random: () => number,
): CaseRecord {
  const id = `${setting.name}/${transport}/${repetition}`;
  const delayMs = setting.name === "far" ? 80 : 0;
  const stalenessMs = Array.from({ length: setting.messages }, (_, i) => {
    const stalled = setting.name === "elevator" && i % 10 === 0 ? 1500 * random() : 0;
    const own =
      transport === "short-polling" ? 500 * random() : BASE_MS[transport] * (0.6 + random() ** 3 * 4);
    return own + delayMs + stalled;
  });
  const ascending = stalenessMs.toSorted((a, b) => a - b);
  const at = (share: number) => ascending[Math.ceil(share * ascending.length) - 1] ?? 0;
  const bytes = BYTES[transport] * (1 + random() / 50);
  const messages = setting.messages;
  const asks = transport.endsWith("polling");
  const figures: Partial<Record<FigureName, number>> = {
    "staleness-mean-ms": stalenessMs.reduce((sum, ms) => sum + ms, 0) / messages,
    "staleness-p50-ms": at(0.5),
    "staleness-p99-ms": at(0.99),
    "staleness-max-ms": at(1),
    missed: transport === "short-polling" ? 4 * messages : 0,
    duplicated: 0,
    reconnects: setting.name === "elevator" && !asks ? 1 : 0,
    "requests-per-message": asks ? 1.02 : 0.01,
    "empty-share": asks ? 0.01 : 0,
    "bytes-per-message": bytes,
    "payload-per-message": PAYLOAD_BYTES,
    "overhead-per-message": bytes - PAYLOAD_BYTES,
  };
  return {
    case: {
      id,
      setting: setting.name,
      transport,
      repetition,
      seed: repetition,
      link: `http://127.0.0.1:4000/?${setting.link}&lanes=${transport}&seed=${repetition}&run=1`,
    },
    startedAt: "2026-01-01T12:00:00.000Z",
    durationMs: 10_000,
    page: {
      figures: {
        delivered: messages,
        missed: figures.missed ?? 0,
        duplicated: 0,
        reordered: 0,
        resets: 0,
        requests: asks ? messages : 1,
        emptyResponses: 0,
        reconnects: figures.reconnects ?? 0,
        firstValueMs: 12,
        staleness: { count: messages, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
        meanAgeMs: 60,
        queueingMs: undefined,
        hiddenSamples: 0,
      },
      stalenessMs,
      clockBoundMs: 0.2,
      updates: messages * (transport === "short-polling" ? 5 : 1),
    },
    server: {
      connections: { opened: 1, open: 1 },
      requests: asks ? messages : 1,
      emptyResponses: 0,
      messages,
      coalesced: 0,
      heartbeats: 0,
      bytesIn: asks ? 549 * messages : 516,
      bytesOut: Math.round(bytes * messages) - (asks ? 549 * messages : 516),
      payloadBytes: PAYLOAD_BYTES * messages,
    },
    agreement: [
      { what: "messages", browser: messages, server: messages, agrees: true, explanation: "" },
      {
        what: "bytes to the browser",
        server: Math.round(bytes * messages),
        cdp: Math.round(bytes * messages) - 340,
        agrees: true,
        explanation: "CDP leaves out the head of an answer that goes on.",
      },
    ],
    figures,
  };
}

const of = (figure: FigureName, setting: string, transport: TransportName): Measured => ({
  figure,
  setting,
  transport,
});

function inventClaim(
  id: string,
  part: Claim["part"],
  rest: Pick<Claim, "statement" | "left" | "right" | "relation">,
): Claim {
  return {
    id,
    part,
    ...rest,
    isPhysics: false,
    source: {
      citation: "A. Nobody and B. Noone, “Nothing in particular”, 2001",
      url: "https://example.org/nothing",
      claimed: "about half as much, in a network that never was",
      read: "in part",
    },
    caveat: "The page behind this claim was invented.",
  };
}

const CLAIMS: readonly Claim[] = [
  inventClaim("polling-half-interval", "formula", {
    statement: "A polled value is stale by half the poll interval in the mean.",
    left: of("staleness-mean-ms", "steady", "short-polling"),
    right: { value: 250, from: "T/2 with T = 500 ms" },
    relation: { kind: "within", share: 0.1 },
  }),
  inventClaim("push-needs-one-request", "lesson", {
    statement: "Pushing asks once where long polling asks for each message.",
    left: of("requests-per-message", "steady", "sse"),
    right: of("requests-per-message", "steady", "long-polling"),
    relation: { kind: "less" },
  }),
  inventClaim("nothing-twice", "lesson", {
    statement: "Nothing comes twice over WebSocket.",
    left: of("duplicated", "steady", "websocket"),
    right: { value: 0, from: "the protocol" },
    relation: { kind: "exactly" },
  }),
  inventClaim("sse-like-websocket", "lesson", {
    statement: "SSE is as fresh as WebSocket on a network that is far away.",
    left: of("staleness-mean-ms", "far", "sse"),
    right: of("staleness-mean-ms", "far", "websocket"),
    relation: { kind: "within", share: 0.05 },
  }),
  inventClaim("half-the-bandwidth", "literature", {
    statement: "WebSocket needs half the bytes of polling.",
    left: of("bytes-per-message", "slow-sensor", "websocket"),
    right: of("bytes-per-message", "slow-sensor", "short-polling"),
    relation: { kind: "times", low: 0.4, high: 0.6 },
  }),
];

function inventVerdict(claim: Claim, turn: number, records: readonly CaseRecord[]): Verdict {
  const left = estimate(claim.left, records);
  const right = "value" in claim.right ? same(claim.right.value) : estimate(claim.right, records);
  const verdict = (["true", "true", "false", "inconclusive"] as const)[turn % 4] ?? "true";
  return {
    claim: claim.id,
    verdict,
    left,
    right,
    ratio: { mean: left.mean / right.mean, low: left.low / right.high, high: left.high / right.low },
    ...("value" in claim.right ? {} : { effect: { delta: -1, size: "large" as const } }),
    runs: records.length / 16,
    failed: 0,
  };
}

function estimate({ figure, setting, transport }: Measured, records: readonly CaseRecord[]): Estimate {
  const values = records
    .filter((one) => one.case.setting === setting && one.case.transport === transport)
    .flatMap(({ figures }) => figures?.[figure] ?? []);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: Math.min(...values), high: Math.max(...values) };
}

function same(value: number): Estimate {
  return { mean: value, low: value, high: value };
}

/** The same numbers for the same seed, evenly from 0 to 1 (Park and Miller's generator). */
function drawFrom(seed: number): () => number {
  let state = seed * 48_271 + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REMEMBERED_IDS } from "../backplane/backplane.ts";
import { TRUST_MS } from "../channels/replicas.ts";
import { DEFAULTS } from "../options.ts";
import { CLOSE, mayReturn } from "./close-codes.ts";
import { decodeControlRequest } from "./control.ts";
import { decodeEnvelope, encodeEnvelope } from "./envelope.ts";
import { decodeClientFrame, decodePublication } from "./frames.ts";
import type { Presence } from "./member.ts";
import type { LaneMeter } from "./meter.ts";
import { decodeNetworkRequest, type NetworkEvent, NO_FAULTS, parseFaults } from "./network.ts";
import { parsePosition } from "./position.ts";
import { decodePricesRequest, type PhoneFigures, type PriceFigures, type PricesEvent } from "./prices.ts";
import { REFUSALS } from "./refusal.ts";
import { formatScenario, parseScenario } from "./scenario.ts";
import { parseSchedule } from "./schedule.ts";
import type { TapeRecord } from "./tape.ts";
import { decodeTokenRequest, type IssuedToken } from "./token.ts";
import { TRANSPORTS } from "./transports.ts";

const text = readFileSync(new URL("PROTOCOL.md", import.meta.url), "utf8");
const examples = [...text.matchAll(/^```(\S+) ?(\S*)\n([\s\S]*?)^```$/gm)].map((match) => ({
  kind: String(match[2] || match[1]),
  lines: String(match[3]).trim().split("\n"),
}));

/** The keys of an event beside its type, as the types have them. */
const NETWORK_KEYS: Readonly<Record<NetworkEvent["type"], readonly string[]>> = {
  opened: ["at", "ports"],
  faults: ["at", "faults"],
  act: ["at", "act", "forMs"],
  server: ["at", "state"],
  tape: ["records", "lost"],
  counts: ["at", "lanes"],
  error: ["code", "message"],
};
const PRICES_KEYS: Readonly<Record<PricesEvent["type"], readonly string[]>> = {
  attached: ["phone"],
  figures: ["figures", "phones"],
  error: ["code", "message"],
};
const FIGURE_KEYS: readonly (keyof PriceFigures)[] = ["at", "server", "feed", "counts", "memory", "guard"];
const PHONE_KEYS: readonly (keyof PhoneFigures)[] = [
  "phone",
  "policy",
  "symbol",
  "bytesPerSecond",
  "state",
  "queueBytes",
  "behindBytes",
  "kernelBytes",
  "told",
  "coalesced",
  "disconnects",
  "read",
  "ageMs",
  "mid",
];
const RECORD_KEYS: Readonly<Record<TapeRecord["kind"], readonly string[]>> = {
  opened: ["at", "connection", "lane", "clientPort", "lanePort"],
  bytes: ["at", "connection", "from", "offset", "data"],
  passed: ["at", "connection", "from", "to"],
  ended: ["at", "connection", "by", "how"],
};

const LANE_KEYS: readonly (keyof LaneMeter)[] = [
  "connections",
  "requests",
  "emptyResponses",
  "messages",
  "coalesced",
  "heartbeats",
  "bytesIn",
  "bytesOut",
  "payloadBytes",
];

/** What must hold of a line of an example, by the word behind the fence. */
const DECODERS: Readonly<Record<string, (line: string) => void>> = {
  envelope: (line) => expect(encodeEnvelope(decodeEnvelope(JSON.parse(line)))).toBe(line),
  envelopes: (line) => JSON.parse(line).forEach(decodeEnvelope),
  sse(line) {
    if (line.startsWith("id: ")) parsePosition(line.slice(4));
    else decodeEnvelope(JSON.parse(line.replace(/^data: /, "")));
  },
  publication: (line) => decodePublication(JSON.parse(line)),
  accepted: (line) => parsePosition(JSON.parse(line).position),
  "token-request": (line) => decodeTokenRequest(JSON.parse(line)),
  "issued-token"(line) {
    const keys = ["user", "token", "expiresAt", "refresh"] satisfies (keyof IssuedToken)[];
    expect(Object.keys(JSON.parse(line))).toEqual(keys);
  },
  presence(line) {
    const keys = ["session", "user", "server", "transport"] satisfies (keyof Presence["members"][number])[];
    const { members, ...rest } = JSON.parse(line);
    expect(rest).toEqual({});
    for (const member of members) {
      expect(Object.keys(member)).toEqual(keys);
      expect(TRANSPORTS).toContain(member.transport);
    }
  },
  "client-frame": (line) => decodeClientFrame(JSON.parse(line)),
  "server-frame"(line) {
    const frame = JSON.parse(line);
    if (frame.type === "ack") parsePosition(frame.position);
    else if (frame.type === "error") expect(REFUSALS).toHaveProperty(frame.code);
    else
      expect([
        { type: "hello", server: "s1" },
        { type: "expiring", expiresAt: 1_764_000_300_000 },
      ]).toContainEqual(frame);
  },
  refusal: (line) => expect(REFUSALS).toHaveProperty(JSON.parse(line).error.code),
  meter(line) {
    for (const lane of Object.values(JSON.parse(line).transports) as object[])
      expect(Object.keys(lane)).toEqual(LANE_KEYS);
  },
  schedule: (line) => parseSchedule(JSON.parse(line)),
  scenario: (line) => expect(formatScenario(parseScenario(line))).toBe(line),
  "control-request": (line) => decodeControlRequest(JSON.parse(line)),
  "control-event"(line) {
    const event = JSON.parse(line);
    if (event.type === "schedule") parseSchedule(event.schedule);
    else if (event.type === "error") expect(REFUSALS).toHaveProperty(event.code);
    else if (event.type === "meter") DECODERS.meter?.(line);
    else if (event.type === "reset") expect(Object.keys(event)).toEqual(["type", "since"]);
    else expect(Object.keys(event)).toEqual(["type", "t1", "t2", "t3"]);
  },
  "network-request": (line) => decodeNetworkRequest(JSON.parse(line)),
  "network-event"(line) {
    const { type, ...event } = JSON.parse(line);
    expect(Object.keys(event)).toEqual(NETWORK_KEYS[type as NetworkEvent["type"]]);
    if (type === "error") expect(REFUSALS).toHaveProperty(event.code);
    if (type === "faults") expect({ ...NO_FAULTS, ...parseFaults(event.faults) }).toEqual(event.faults);
    if (type === "opened") expect(Object.keys(event.ports)).toEqual([...TRANSPORTS, "control"]);
    if (type === "counts") expect(Object.keys(event.lanes)).toEqual(TRANSPORTS);
    for (const { kind, ...record } of event.records ?? [])
      expect(Object.keys(record)).toEqual(RECORD_KEYS[kind as TapeRecord["kind"]]);
  },
  "prices-request": (line) => decodePricesRequest(JSON.parse(line)),
  "prices-event"(line) {
    const { type, ...event } = JSON.parse(line);
    expect(Object.keys(event)).toEqual(PRICES_KEYS[type as PricesEvent["type"]]);
    if (type === "error") expect(REFUSALS).toHaveProperty(event.code);
    if (type === "figures") expect(Object.keys(event.figures)).toEqual(FIGURE_KEYS);
    for (const phone of event.phones ?? []) expect(Object.keys(phone)).toEqual(PHONE_KEYS);
  },
};

test.each(examples)("every example of $kind in PROTOCOL.md decodes", ({ kind, lines }) => {
  const decode = DECODERS[kind];
  if (!decode) throw new Error(`nothing decodes an example of "${kind}"`);
  for (const line of lines) decode(line);
});

test("PROTOCOL.md has an example of everything that can be decoded", () => {
  expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(Object.keys(DECODERS)));
});

test("PROTOCOL.md lists the refusals with their statuses, and no others", () => {
  const listed = [...text.matchAll(/^\| (\d{3}) \| (`.*)$/gm)].flatMap(([, status, codes]) =>
    [...String(codes).matchAll(/`([a-z-]+)`/g)].map(([, code]) => [code, Number(status)]),
  );
  expect(Object.fromEntries(listed)).toEqual(REFUSALS);
});

test("PROTOCOL.md tells the limits that the server has", () => {
  const flat = text.replace(/\s+/g, " ");
  const { log, replicas, registry, publications, enrolments, phones } = DEFAULTS;
  for (const words of [
    `the newest ${REMEMBERED_IDS} messages of the channel, in one life`,
    `at most every ${TRUST_MS / 1000} s`,
    `keeps the newest ${log.messages} messages of a channel, ${log.bytes / 2 ** 20} MiB of them`,
    `at most ${replicas.count} of the channels open`,
    `for ${registry.rememberMs / 60_000} minutes after`,
    `at most ${publications.perSecond} messages a second, ${publications.burst} at once`,
    `at most ${enrolments.perSecond} names a second, ${enrolments.burst} at once`,
    `at most ${phones.perPage} phones, a server ${phones.all}`,
  ])
    expect(flat).toContain(words);
});

test("PROTOCOL.md says of each close code whether to come back", () => {
  const listed = [...text.matchAll(/^\| (\d{4}) \| (.*) \|$/gm)];
  for (const code of Object.values(CLOSE)) expect(listed.map(([, one]) => Number(one))).toContain(code);
  for (const [, code, meaning] of listed)
    expect(mayReturn(Number(code)), `${code}: ${meaning}`).toBe(String(meaning).includes("come back"));
});

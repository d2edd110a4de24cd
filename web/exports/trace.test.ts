import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { record } from "../../server/testing/tape.ts";
import { createTapeStore } from "../network/tape-store.ts";
import { createTraceThread } from "../testing/trace-thread.ts";
import { readTrace, type TraceFacts, writeTrace } from "./trace.ts";
import { openTraceTape } from "./trace-tape.ts";

const FIGURES = {
  ...{ delivered: 3, missed: 1, duplicated: 0, reordered: 0, resets: 0, requests: 1 },
  ...{ emptyResponses: 0, reconnects: 0, hiddenSamples: 0, meanAgeMs: 120.5 },
  staleness: { count: 3, p50: 20, p95: 21, p99: 21, max: 21 },
};
const METER = {
  connections: { opened: 1, open: 0 },
  ...{ requests: 1, emptyResponses: 0, messages: 3, coalesced: 0, heartbeats: 0 },
  ...{ bytesIn: 20, bytesOut: 40, payloadBytes: 30 },
};
const AFTER = { noticedMs: 3, missed: 1, duplicated: 0, late: 0 };
const TRACE: TraceFacts = {
  link: "v=1&net=latency:100",
  session: "s1",
  recordedAt: "2026-01-31T12:00:00.000Z",
  environment: { userAgent: "a browser" },
  offsetMs: -0.25,
  incidents: [{ at: 1, words: "latency 100 ms" }],
  records: record(
    [
      ["client", "GET /channels/counter/short-polling HTTP/1.1\r\nHost: x\r\n\r\n"],
      ["server", "HTTP/1.1 204 No Content\r\n\r\n"],
    ],
    { delayMs: 100 },
  ),
  figures: { sse: { value: 7, figures: FIGURES, meter: METER } },
  page: {
    updates: 3,
    clock: { offsetMs: -0.25, boundMs: 0.5 },
    charts: {
      staleness: { sse: [[-1, 20]] },
      age: {},
      bytes: {
        sse: [
          [-1, 60],
          [0, 60],
        ],
      },
      requests: {},
    },
    aftermath: [
      {
        at: 1,
        words: "cut",
        lanes: { "short-polling": AFTER, "long-polling": AFTER, sse: AFTER, websocket: AFTER },
      },
    ],
  },
};

test("a trace reads back as it was written", () => {
  expect(readTrace(writeTrace(TRACE))).toEqual({ format: "realtime-ladder-trace", v: 1, ...TRACE });
});

test("a trace shows the same entries as the tape that was live", async () => {
  const live = createTapeStore();
  for (const one of TRACE.records) live.feed([one]);
  const tape = await open(writeTrace(TRACE));
  expect(tape.entries.length).toBe(3);
  expect(tape.entries).toEqual(live.entries);
  expect(await tape.dissect(2)).toEqual(live.dissect(2));
  expect(tape.incidents).toEqual([{ at: 1, until: undefined, words: "latency 100 ms" }]);
});

test("a trace shows the figures that its page showed", async () => {
  const { snapshot, charts, aftermath } = await open(writeTrace(TRACE));
  expect(snapshot).toMatchObject({ updates: 3, clock: { boundMs: 0.5 }, schedule: { rate: 1 } });
  expect(snapshot.lanes.sse).toMatchObject({ value: 7, figures: FIGURES, meter: METER });
  expect(snapshot.lanes.websocket).toMatchObject({ value: undefined, figures: { delivered: 0 } });
  expect(charts.staleness.find(({ transport }) => transport === "sse")?.points).toEqual([{ x: -1, y: 20 }]);
  expect(aftermath).toMatchObject([{ words: "cut", lanes: { sse: { ...AFTER, backMs: undefined } } }]);
});

test("the example of TRACE.md is a trace", async () => {
  const text = readFileSync(new URL("TRACE.md", import.meta.url), "utf8");
  const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const { entries } = await open(example);
  expect(entries.map(({ label }) => label)).toEqual([
    "port 50000 to 41000",
    "GET short-polling",
    "204",
    "RST by the network",
  ]);
  expect(entries[1]?.arrivedAt).toBe(1769860800110.5);
});

const open = (text: string) => openTraceTape(createTraceThread, new Blob([text]));
const bytes = (part: object) => ({
  records: [{ kind: "bytes", at: 1, connection: 1, from: "client", offset: 0, data: "", ...part }],
});
const spoilt = (part: object) => JSON.stringify({ ...JSON.parse(writeTrace(TRACE)), ...part });

test.each([
  ["no JSON", "GIF89a", 'trace: expected JSON, got "GIF89a"'],
  ["another file", '{"log":{}}', "trace.format: expected realtime-ladder-trace, got nothing"],
  ["a list", "[]", "trace: expected an object, got []"],
  ["another version", spoilt({ v: 2 }), "trace.v: expected 1, the only version there is, got 2"],
  [
    "an unknown record",
    spoilt({ records: [{ kind: "thought" }] }),
    /^trace\.records\.0\.kind: expected a record of kind/,
  ],
  ["bytes that are none", spoilt(bytes({ data: "%" })), 'trace.records.0.data: expected base64, got "%"'],
  [
    "more bytes than a socket brings",
    spoilt(bytes({ data: "A".repeat(400_000) })),
    /^trace\.records\.0\.data: expected at most 349528 characters, got "AAA/,
  ],
  [
    "a time that is none",
    spoilt({ incidents: [{ at: null, words: "cut" }] }),
    "trace.incidents.0.at: expected ms since 1970, before the year 10000, got null",
  ],
  [
    "a figure that is none",
    spoilt({ figures: { sse: { figures: { ...FIGURES, missed: "few" } } } }),
    'trace.figures.sse.figures.missed: expected a count, got "few"',
  ],
  ["a link that no lab follows", spoilt({ link: "v=1&rate=0" }), /^trace\.link: rate: expected 0\.1 to 200/],
  [
    "a lane that is none",
    spoilt({ records: [{ ...TRACE.records[0], lane: "pigeon" }] }),
    /^trace\.records\.0\.lane: expected one of short-polling, .*, got "pigeon"$/,
  ],
])("a file that is not a trace is refused by name: %s", (_, text, words) => {
  expect(() => readTrace(text)).toThrow(words);
});

test.each([-1, 1e300, 253402300800000])("a time that no clock shows is refused by name: %d", (at) => {
  expect(() => readTrace(spoilt(bytes({ at })))).toThrow(
    `trace.records.0.at: expected ms since 1970, before the year 10000, got ${at}`,
  );
});

test("a file that is too large is refused unread", () => {
  expect(() => readTrace(" ".repeat((64 << 20) + 1))).toThrow("trace: expected at most 67108864 characters");
});

test("a trace whose records make no sense together becomes marked entries, never a crash", async () => {
  const records = [
    { kind: "passed", at: 1, connection: 9, from: "client", to: 5 },
    { kind: "opened", at: 1, connection: 1, lane: "sse", clientPort: 1, lanePort: 2 },
    { kind: "bytes", at: 2, connection: 1, from: "server", offset: 2 ** 50, data: "aGVsbG8=" },
    { kind: "bytes", at: 3, connection: 1, from: "server", offset: 0, data: "aGVsbG8=" },
    { kind: "ended", at: 4, connection: 1, by: "server", how: "fin" },
  ];
  const { entries } = await open(spoilt({ records }));
  expect(entries.map(({ kind }) => kind)).toEqual(["opened", "malformed", "malformed", "malformed", "ended"]);
});

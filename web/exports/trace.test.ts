import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { record } from "../../server/testing/tape.ts";
import { createTapeStore } from "../network/tape-store.ts";
import { readTrace, type TraceFacts, writeTrace } from "./trace.ts";
import { createTraceTape } from "./trace-tape.ts";

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
  figures: { sse: { figures: { delivered: 3 }, meter: { messages: 3 } } },
};

test("a trace reads back as it was written", () => {
  expect(readTrace(writeTrace(TRACE))).toEqual({ format: "realtime-ladder-trace", v: 1, ...TRACE });
});

test("a trace shows the same entries as the tape that was live", async () => {
  const live = createTapeStore();
  for (const one of TRACE.records) live.feed([one]);
  const tape = createTraceTape(readTrace(writeTrace(TRACE)));
  expect(tape.entries.length).toBe(3);
  expect(tape.entries).toEqual(live.entries);
  expect(await tape.dissect(2)).toEqual(live.dissect(2));
  expect(tape.incidents).toEqual([{ at: 1, until: undefined, words: "latency 100 ms" }]);
});

test("the example of TRACE.md is a trace", () => {
  const text = readFileSync(new URL("TRACE.md", import.meta.url), "utf8");
  const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  const { entries } = createTraceTape(readTrace(example));
  expect(entries.map(({ label }) => label)).toEqual([
    "port 50000 to 41000",
    "GET short-polling",
    "204",
    "RST by the network",
  ]);
  expect(entries[1]?.arrivedAt).toBe(1769860800110.5);
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
  [
    "bytes that are none",
    spoilt({ records: [{ kind: "bytes", at: 1, connection: 1, from: "client", offset: 0, data: "%" }] }),
    'trace.records.0.data: expected base64, got "%"',
  ],
  [
    "a lane that is none",
    spoilt({ records: [{ ...TRACE.records[0], lane: "pigeon" }] }),
    /^trace\.records\.0\.lane: expected one of short-polling, .*, got "pigeon"$/,
  ],
])("a file that is not a trace is refused by name: %s", (_, text, words) => {
  expect(() => readTrace(text)).toThrow(words);
});

test("a file that is too large is refused unread", () => {
  expect(() => readTrace(" ".repeat((64 << 20) + 1))).toThrow("trace: expected at most 67108864 characters");
});

test("a trace whose records make no sense together becomes marked entries, never a crash", () => {
  const records = [
    { kind: "passed", at: 1, connection: 9, from: "client", to: 5 },
    { kind: "opened", at: 1, connection: 1, lane: "sse", clientPort: 1, lanePort: 2 },
    { kind: "bytes", at: 2, connection: 1, from: "server", offset: 2 ** 50, data: "aGVsbG8=" },
    { kind: "bytes", at: 3, connection: 1, from: "server", offset: 0, data: "aGVsbG8=" },
    { kind: "ended", at: 4, connection: 1, by: "server", how: "fin" },
  ];
  const { entries } = createTraceTape(readTrace(spoilt({ records })));
  expect(entries.map(({ kind }) => kind)).toEqual(["opened", "malformed", "malformed", "malformed", "ended"]);
});

import { expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { LaneView, Snapshot } from "../measuring/snapshot.ts";
import { quote, writeCsv } from "./csv.ts";

const laneOf = (transport: LaneView["transport"]): LaneView => ({
  transport,
  value: 3,
  state: { kind: "off" },
  isWell: true,
  figures: {
    delivered: 3,
    missed: 0,
    duplicated: 0,
    reordered: 0,
    resets: 0,
    requests: 7,
    emptyResponses: 4,
    reconnects: 0,
    firstValueMs: 12.5,
    staleness: undefined,
    meanAgeMs: 40.25,
    queueingMs: undefined,
    hiddenSamples: 0,
  },
  stalenesses: [],
  meter: undefined,
});
const lanes = Object.fromEntries(TRANSPORTS.map((name) => [name, laneOf(name)])) as Snapshot["lanes"];

test("each lane has a line under the names, with a cell for each", () => {
  const [head = "", ...lines] = writeCsv(lanes).split("\r\n");
  const names = head.split(",");
  expect(lines).toHaveLength(TRANSPORTS.length + 1);
  expect(lines.at(-1)).toBe("");
  for (const line of lines.slice(0, -1)) expect(line.split(",")).toHaveLength(names.length);
  const cell = (name: string) => lines[0]?.split(",")[names.indexOf(name)];
  expect(cell("transport")).toBe("Short polling");
  expect(cell("browser_mean_age_ms")).toBe("40.25");
  expect(cell("browser_staleness_p50_ms")).toBe("");
  expect(cell("server_out_bytes")).toBe("");
});

test("a cell that would be taken for two stands in quotes", () => {
  expect([quote("plain"), quote('say "a, b"'), quote("two\nlines"), quote(undefined)]).toEqual([
    "plain",
    '"say ""a, b"""',
    '"two\nlines"',
    "",
  ]);
});

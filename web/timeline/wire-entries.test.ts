import { expect, test } from "vitest";
import type { TapeRecord } from "#protocol/tape.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { record, type Said } from "../../server/testing/tape.ts";
import type { Tape } from "../network/tape.ts";
import { createTapeStore } from "../network/tape-store.ts";
import {
  landmarkFrom,
  newestOnAll,
  type PlaceOnTape,
  sayEntry,
  sayUpdate,
  sightingOf,
  updateNear,
} from "./wire-entries.ts";
import { entryOf, indexOf } from "./wire-index.ts";

const ask = "GET /channels/counter/sse HTTP/1.1\r\nHost: x\r\n\r\n";
const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const event = (seq: number, at: number, epoch = "k") =>
  chunk(
    `data: {"v":1,"type":"counter","channel":"counter","epoch":"${epoch}","seq":${seq},"at":${at},"payload":{"value":${seq}}}\n\n`,
  );

/** Update 1 is published at 2.5 and sent at 3, update 2 at 3.5 and 4; a comment at 5; each takes 10 ms. */
function tapeOf(said: readonly Said[], end: readonly TapeRecord[] = [], lostAt = Infinity): Tape {
  const store = createTapeStore();
  const records = record(said, { delayMs: 10 });
  store.feed([...records.filter(({ kind, at }) => kind !== "passed" || at < lostAt + 10), ...end]);
  return {
    ...store,
    version: 1,
    life: 0,
    unrecorded: 0,
    incidents: [],
    offsetMs: 0,
    dissect: async () => undefined,
    subscribe: () => () => {},
  };
}
const STREAM: readonly Said[] = [
  ["client", ask],
  ["server", head],
  ["server", event(1, 2.5)],
  ["server", event(2, 3.5)],
  ["server", chunk(":\n\n")],
];

test("an update is found where it was handed on, and said with how late that was", () => {
  const tape = tapeOf(STREAM);
  const update = updateNear(tape, 2.4);
  expect(update).toEqual({ epoch: "k", seq: 1, at: 2.5 });
  expect(update && sightingOf(tape, "sse", update)).toMatchObject({ sentAt: 3, arrivedAt: 13 });
  expect(update && sayUpdate(tape, ["sse", "websocket"], update)).toMatch(
    /^Update 1: SSE 11\sms and WebSocket not there/,
  );
  expect(newestOnAll(tape, ["sse", "websocket"])?.seq).toBe(2);
});

test("the numbers come again after a restart, and each life's are its own", () => {
  const tape = tapeOf([
    ["client", ask],
    ["server", head],
    ["server", event(17, 2.5, "one")],
    ["server", event(17, 3.5, "two")],
  ]);
  const [before, after] = tape.updates;
  expect([before?.epoch, after?.epoch]).toEqual(["one", "two"]);
  expect(before && sightingOf(tape, "sse", before)?.sentAt).toBe(3);
  expect(after && sightingOf(tape, "sse", after)?.sentAt).toBe(4);
  expect(newestOnAll(tape, ["sse"])).toBe(after);
});

test("a view holds what touches it, and what is on its way touches all that comes after", () => {
  const labels = (of: Tape, lane: "sse" | "websocket", from: number, to: number) =>
    indexOf(of)
      [lane].arrows.between(from, to)
      .map(({ entry }) => entry.label);
  const tape = tapeOf(STREAM);
  expect(labels(tape, "sse", 14, 15)).toEqual(["counter 2", "comment"]);
  expect(labels(tape, "websocket", 0, 100)).toEqual([]);
  const flying = { ...tape, entries: tape.entries.map((entry) => ({ ...entry, arrivedAt: undefined })) };
  expect(labels(flying, "sse", 1000, 2000)).toHaveLength(tape.entries.length);
});

test("an arrow is lost where its connection ended before it arrived, and one jumps there", () => {
  const tape = tapeOf(STREAM, [{ kind: "ended", at: 20, connection: 1, by: "network", how: "reset" }], 5);
  const lost = indexOf(tape)
    .sse.arrows.between(0, 1000)
    .filter(({ isLost }) => isLost);
  expect(lost.map(({ entry }) => entry.label)).toEqual(["comment"]);
  expect(landmarkFrom(tape, TRANSPORTS, "loss", { sentAt: 0 }, 1)?.label).toBe("comment");
  expect(landmarkFrom(tape, TRANSPORTS, "loss", { sentAt: 6 }, 1)?.kind).toBe("ended");
});

test("one jumps to the next heartbeat, and back; the first connection is no reconnect", () => {
  const tape = tapeOf(STREAM);
  expect(landmarkFrom(tape, TRANSPORTS, "heartbeat", { sentAt: 0 }, 1)?.label).toBe("comment");
  expect(landmarkFrom(tape, TRANSPORTS, "heartbeat", { sentAt: 100 }, -1)?.label).toBe("comment");
  expect(landmarkFrom(tape, TRANSPORTS, "heartbeat", { sentAt: 100 }, 1)).toBeUndefined();
  expect(landmarkFrom(tape, ["websocket"], "heartbeat", { sentAt: 0 }, 1)).toBeUndefined();
  expect(landmarkFrom(tape, TRANSPORTS, "reconnect", { sentAt: 100 }, -1)).toBeUndefined();
  expect(landmarkFrom(tape, TRANSPORTS, "loss", { sentAt: 0 }, 1)).toBeUndefined();
});

test.each([0, 0.05])(
  "what a cut ends, %f ms apart, is reached one after the other, there and back",
  (apart) => {
    const tape = tapeOf(STREAM);
    const ended = TRANSPORTS.map(
      (lane, i) =>
        ({
          ...tape.entries[0],
          id: 11 + i,
          lane,
          kind: "ended",
          label: "RST",
          sentAt: 20 + i * apart,
        }) as Entry,
    );
    const cut = { ...tape, entries: [...tape.entries, ...ended] };
    const walk = (step: -1 | 1, sentAt: number) => {
      const lanes: string[] = [];
      let place: PlaceOnTape = { sentAt };
      for (;;) {
        const next = landmarkFrom(cut, TRANSPORTS, "loss", place, step);
        if (!next) return lanes;
        lanes.push(next.lane);
        place = next;
      }
    };
    expect(walk(1, 0)).toEqual(TRANSPORTS);
    expect(walk(-1, 100)).toEqual([...TRANSPORTS].reverse());
  },
);

test("an entry is said in words", () => {
  const tape = tapeOf(STREAM);
  const entry = entryOf(tape, 2);
  expect(entry && sayEntry(entry)).toBe(`up: GET sse, ${ask.length}\u00a0B, 10\u00a0ms on the way`);
  expect(entry && sayEntry({ ...entry, arrivedAt: undefined })).toContain("has not arrived");
  const opened = entryOf(tape, 1);
  expect(opened && sayEntry(opened)).toBe("connection opened, port 50000 to 41000");
});

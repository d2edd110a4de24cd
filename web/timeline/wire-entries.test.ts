import { expect, test } from "vitest";
import { record, type Said } from "../../server/testing/tape.ts";
import type { Tape } from "../network/tape.ts";
import { createTapeStore } from "../network/tape-store.ts";
import {
  entriesBetween,
  entryOf,
  landmarkFrom,
  newestOnAll,
  sayEntry,
  sayUpdate,
  sightingOf,
  updateNear,
} from "./wire-entries.ts";

const ask = "GET /channels/counter/sse HTTP/1.1\r\nHost: x\r\n\r\n";
const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const event = (seq: number, at: number) =>
  chunk(
    `data: {"v":1,"type":"counter","channel":"counter","epoch":"k","seq":${seq},"at":${at},"payload":{"value":${seq}}}\n\n`,
  );

/** Update 1 is published at 2.5 and sent at 3, update 2 at 3.5 and 4; a comment at 5; each takes 10 ms. */
function tapeOf(said: readonly Said[]): Tape {
  const store = createTapeStore();
  store.feed(record(said, { delayMs: 10 }));
  return {
    ...store,
    version: 1,
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
  expect(update).toEqual({ seq: 1, at: 2.5 });
  expect(update && sightingOf(tape, "sse", update)).toMatchObject({ sentAt: 3, arrivedAt: 13 });
  expect(update && sayUpdate(tape, ["sse", "websocket"], update)).toMatch(
    /^Update 1: SSE 11\sms and WebSocket not there/,
  );
  expect(newestOnAll(tape, ["sse", "websocket"])?.seq).toBe(2);
});

test("a view holds what touches it, and what never arrives touches all that comes after", () => {
  const tape = tapeOf(STREAM);
  expect(entriesBetween(tape, "sse", 14, 15).map(({ label }) => label)).toEqual(["counter 2", "comment"]);
  expect(entriesBetween(tape, "websocket", 0, 100)).toEqual([]);
  const lost = { ...tape, entries: tape.entries.map((entry) => ({ ...entry, arrivedAt: undefined })) };
  expect(entriesBetween(lost, "sse", 1000, 2000)).toHaveLength(tape.entries.length);
});

test("one jumps to the next heartbeat, loss or reconnect, and back", () => {
  const tape = tapeOf(STREAM);
  expect(landmarkFrom(tape, "heartbeat", 0, 1)?.label).toBe("comment");
  expect(landmarkFrom(tape, "heartbeat", 100, -1)?.label).toBe("comment");
  expect(landmarkFrom(tape, "heartbeat", 100, 1)).toBeUndefined();
  expect(landmarkFrom(tape, "reconnect", 100, -1)?.kind).toBe("opened");
  expect(landmarkFrom(tape, "loss", 0, 1)).toBeUndefined();
});

test("an entry is said in words", () => {
  const tape = tapeOf(STREAM);
  const entry = entryOf(tape, 2);
  expect(entry && sayEntry(entry)).toBe(`up: GET sse, ${ask.length}\u00a0B, 10\u00a0ms on the way`);
  expect(entry && sayEntry({ ...entry, arrivedAt: undefined })).toContain("has not arrived");
});

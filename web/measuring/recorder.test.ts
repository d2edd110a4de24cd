import { expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { createRecorder } from "./recorder.ts";

const message = (seq: number, epoch = "a"): Envelope => ({
  v: 1,
  type: "counter",
  channel: "counter",
  epoch,
  seq,
  at: 0,
  payload: { value: seq },
});
const reset = (seq: number, epoch: string, snapshot: unknown = { value: seq }): Envelope => ({
  ...message(seq, epoch),
  type: "reset",
  payload: { reason: "epoch", snapshot },
});

function open() {
  const recorder = createRecorder();
  recorder.open(0);
  return recorder;
}

test("what lies between two seqs and never came is missed", () => {
  const recorder = open();
  for (const seq of [7, 8, 12]) recorder.message(message(seq), 10, 5);
  expect(recorder.figures(20)).toMatchObject({ delivered: 3, missed: 3, duplicated: 0 });
  expect(recorder.value).toBe(12);
});

test("of a new life of the log nothing is missed, and the reset is counted", () => {
  const recorder = open();
  recorder.message(message(900), 10, 5);
  recorder.message(reset(40, "b"), 20, 19);
  recorder.message(message(41, "b"), 30, 29);
  expect(recorder.figures(40)).toMatchObject({ delivered: 2, missed: 0, resets: 1 });
});

test("a reset within a life of the log says that all until here is missed", () => {
  const recorder = open();
  recorder.message(message(10), 10, 5);
  recorder.message(reset(15, "a"), 20, 19);
  recorder.message(message(16), 30, 29);
  expect(recorder.figures(40).missed).toBe(5);
});

test("a message that comes twice is a duplicate; one that was overtaken is not missed after all", () => {
  const recorder = open();
  for (const seq of [1, 2, 4]) recorder.message(message(seq), 10, 5);
  recorder.late(message(4));
  recorder.late(message(3));
  recorder.late(message(3));
  expect(recorder.figures(20)).toMatchObject({ delivered: 3, duplicated: 2, reordered: 1, missed: 0 });
  expect(recorder.messages).toBe(6);
});

test("what was published before the lane was opened is delivered, and says nothing of staleness", () => {
  const recorder = createRecorder();
  recorder.open(1000);
  recorder.message(message(1), 1010, 400);
  expect(recorder.figures(1010)).toMatchObject({ delivered: 1, staleness: undefined, firstValueMs: 10 });
  recorder.message(message(2), 1105, 1100);
  expect(recorder.figures(1110).staleness).toMatchObject({ count: 1, max: 5 });
});

test("a lane switched off and on begins anew, and missed nothing meanwhile", () => {
  const recorder = open();
  recorder.message(message(1), 10, 5);
  recorder.close(20);
  recorder.open(5000);
  recorder.message(message(90), 5030, 5020);
  expect(recorder.figures(5030)).toMatchObject({ delivered: 2, missed: 0, firstValueMs: 30 });
  expect(recorder.figures(5030).meanAgeMs).toBeCloseTo(10);
});

test("a message on whose way the tab was hidden is marked, and in no figure of time", () => {
  const recorder = open();
  recorder.message(message(1), 10, 5);
  recorder.hide(20);
  expect(recorder.isHidden(30)).toBe(true);
  recorder.message(message(2), 40, 30);
  recorder.show(50);
  recorder.message(message(3), 60, 45);
  recorder.message(message(4), 70, 65);
  expect(recorder.figures(70)).toMatchObject({ delivered: 4, hiddenSamples: 2 });
  expect(recorder.figures(70).staleness).toMatchObject({ count: 2, max: 5 });
  // 5 to 15 while shown, then 20 (seq 2) to 30, and 15 to 25.
  expect(recorder.figures(70).meanAgeMs).toBeCloseTo((10 * 10 + 10 * 25 + 10 * 20) / 30);
});

test("a tab that is shown, and was not hidden, changes nothing", () => {
  const recorder = open();
  recorder.show(100);
  recorder.message(message(1), 110, 90);
  expect(recorder.figures(110)).toMatchObject({ hiddenSamples: 0, staleness: { count: 1 } });
});

test("while the counter is paused its value does not grow old", () => {
  const recorder = open();
  recorder.message(message(1), 10, 5);
  recorder.rest(20, true);
  recorder.rest(100_000, false);
  recorder.message(message(2), 100_100, 100_095);
  expect(recorder.figures(100_110).meanAgeMs).toBeCloseTo(10);
});

test("without the server's clock a message is counted, and not timed", () => {
  const recorder = open();
  recorder.message(message(1), 10, undefined);
  expect(recorder.figures(20)).toMatchObject({ delivered: 1, staleness: undefined, meanAgeMs: undefined });
});

test("a request after a lost one is a reconnect; an empty poll is an empty response", () => {
  const recorder = open();
  recorder.request("poll");
  recorder.ended("poll", "empty");
  recorder.request("poll");
  recorder.ended("poll", "failed");
  recorder.request("inquiry");
  recorder.ended("inquiry", "failed");
  recorder.request("poll");
  recorder.ended("poll", "news");
  recorder.request("post");
  recorder.ended("post", "empty");
  expect(recorder.figures(0)).toMatchObject({ requests: 5, emptyResponses: 1, reconnects: 1 });
});

test("queueing is the mean of what was reported", () => {
  const recorder = open();
  expect(recorder.figures(0).queueingMs).toBeUndefined();
  recorder.queued(10);
  recorder.queued(20);
  expect(recorder.figures(0).queueingMs).toBe(15);
});

test("cleared, all figures are zero, and a gap over the clearing is none", () => {
  const recorder = open();
  recorder.message(message(1), 10, 5);
  recorder.request("poll");
  recorder.queued(3);
  recorder.clear(20);
  expect(recorder.figures(20)).toMatchObject({
    delivered: 0,
    requests: 0,
    queueingMs: undefined,
    firstValueMs: 10,
  });
  recorder.message(message(2), 30, 25);
  expect(recorder.figures(30)).toMatchObject({ delivered: 1, missed: 0 });
});

test("the staleness of each message that a figure counts is given away once, a hidden one's too", () => {
  const recorder = createRecorder();
  recorder.open(1000);
  recorder.message(message(1), 1010, 400); // from before the lane: it says nothing
  recorder.message(message(2), 1105, 1100);
  recorder.hide(1200);
  recorder.message(message(3), 1320, 1300);
  expect(recorder.takeStalenesses()).toEqual([5, 20]);
  expect(recorder.takeStalenesses()).toEqual([]);
  const { staleness, hiddenSamples } = recorder.figures(1400);
  expect([staleness?.count, hiddenSamples]).toEqual([1, 1]);
});

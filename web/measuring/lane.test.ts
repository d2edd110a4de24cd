import { expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import type { Link } from "../transports/transport.ts";
import { createLane } from "./lane.ts";
import type { LaneEvent } from "./snapshot.ts";

/** A lane whose transport is the test itself: it says what happens, at the time that it sets. */
function createStage(toPageTime: (serverMs: number) => number | undefined = (serverMs) => serverMs) {
  const time = createHandClock(1000);
  const events: LaneEvent[] = [];
  const links: Link[] = [];
  let lost = 0;
  let sent = 0;
  let ids = 0;
  const lane = createLane({
    transport: "sse",
    time,
    random: () => 0,
    toPageTime,
    tell: (event) => void events.push(event),
    heard: () => {},
    lost: () => {
      lost += 1;
    },
    newId: () => ++ids,
    connect(link) {
      links.push(link);
      link.listener.state({ kind: "connecting", since: link.time.now() });
      return {
        renew() {},
        close: () => {},
        send: async () => {
          sent += 1;
          throw new Error("refused");
        },
      };
    },
  });
  const open = () => {
    lane.open({ channelUrl: "", session: "s1", settings: () => ({ pollMs: 1, holdS: 1, etag: false }) });
    return (links.at(-1) as Link).listener;
  };
  return { lane, time, events, open, lost: () => lost, sent: () => sent };
}

const message = (seq: number, at: number, type = "counter"): Envelope => ({
  v: 1,
  type,
  channel: "counter",
  epoch: "a",
  seq,
  at,
  payload: type === "counter" ? { value: seq } : { reason: "epoch", snapshot: null },
});

test("a message is told with its times by the page's clock, and moves the time when the lane was last heard", () => {
  const { lane, events, open } = createStage((serverMs) => serverMs - 37_000);
  const listener = open();
  listener.state({ kind: "open", since: 1000, heardAt: 1000 });
  listener.message(message(7, 38_005), 1012);
  expect(events).toEqual([
    {
      kind: "message",
      transport: "sse",
      seq: 7,
      publishedAt: 1005,
      arrivedAt: 1012,
      stalenessMs: 7,
      hidden: false,
    },
  ]);
  expect(lane.state).toEqual({ kind: "open", since: 1000, heardAt: 1012 });
});

test("a notice is no message, and neither is one whose times are not known", () => {
  const known = createStage();
  known.open().message(message(7, 1000, "reset"), 1001);
  expect(known.events).toEqual([]);
  const unknown = createStage(() => undefined);
  unknown.open().message(message(7, 1000), 1001);
  expect(unknown.events).toEqual([]);
  expect(unknown.lane.recorder.figures(1001).delivered).toBe(1);
});

test("a poll and a connection are told when they begin and when they end; a post is only counted", () => {
  const { lane, time, events, open } = createStage();
  const listener = open();
  const endPoll = listener.request("poll", "");
  const endConnection = listener.request("connection", "");
  const endPost = listener.request("post", "");
  expect(lane.underWay).toBe(3);
  time.turn(5);
  endPoll("news");
  endConnection("failed");
  endPost("empty");
  const poll = { kind: "poll", transport: "sse", id: 1, startedAt: 1000 };
  const connection = { kind: "connection", transport: "sse", id: 2, startedAt: 1000 };
  expect(events).toEqual([
    { ...poll, endedAt: undefined, outcome: undefined },
    { ...connection, endedAt: undefined, outcome: undefined },
    { ...poll, endedAt: 1005, outcome: "news" },
    { ...connection, endedAt: 1005, outcome: "failed" },
  ]);
  expect(lane.underWay).toBe(0);
  expect(lane.recorder.requests).toBe(3);
});

test("what came to nothing is reported, since only the server knows how far it got", () => {
  const { open, lost } = createStage();
  const listener = open();
  listener.request("poll", "")("news");
  expect(lost()).toBe(0);
  listener.request("poll", "")("failed");
  listener.request("connection", "")("cancelled");
  expect(lost()).toBe(2);
});

test("switched off it is off, whatever its last transport still says", () => {
  const { lane, open } = createStage();
  const listener = open();
  expect(lane.state.kind).toBe("connecting");
  const end = listener.request("poll", "");
  lane.close();
  listener.state({ kind: "open", since: 1000, heardAt: 1000 });
  expect(lane).toMatchObject({ isOpen: false, state: { kind: "off" } });
  open();
  end("failed");
  open().request("poll", "");
  expect(lane.recorder.figures(1000).reconnects).toBe(0);
});

test("that something is wrong is told once, and once that all is well again", () => {
  const { lane, events, open } = createStage();
  const listener = open();
  const reconnecting = { kind: "reconnecting", nextAt: undefined, attempt: 1, reason: "" } as const;
  listener.state(reconnecting);
  listener.state(reconnecting);
  // To ask again is not to be answered.
  for (const kind of ["connecting", "asking", "parked"] as const) listener.state({ kind, since: 0 });
  expect(events).toEqual([{ kind: "health", transport: "sse", at: 1000, isWell: false }]);
  expect(lane.isWell).toBe(false);
  listener.state({ kind: "open", since: 0, heardAt: 0 });
  expect(events.slice(1)).toEqual([{ kind: "health", transport: "sse", at: 1000, isWell: true }]);
});

test("a message is a sign that all is well again, of any kind", () => {
  const { events, open } = createStage();
  const listener = open();
  listener.state({ kind: "refused", reason: "" });
  listener.message(message(7, 1000, "reset"), 1001);
  expect(events.map((event) => event.kind === "health" && event.isWell)).toEqual([false, true]);
});

test("+1 is told as it goes up; a lane that is off sends nothing", () => {
  const { lane, events, open, sent } = createStage();
  lane.increment();
  expect(events).toEqual([]);
  open();
  lane.increment();
  expect(events).toEqual([{ kind: "sent", transport: "sse", at: 1000, what: "increment" }]);
  expect(sent()).toBe(1);
});

import { expect, test } from "vitest";
import type { ChannelKind } from "#protocol/channel-name.ts";
import { formatPosition, parsePosition } from "#protocol/position.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { resume } from "./resume.ts";

const NOW = 1_764_000_000_001;

// A log of five messages at most, in which eight were said: it keeps 4 to 8.
const CASES: readonly (readonly [ChannelKind, after: string, cursor: number, reset?: "epoch" | "too-old"])[] =
  [
    ["log", "nothing", 3],
    ["log", "hand:8", 8],
    ["log", "hand:7", 7],
    ["log", "hand:3", 3],
    ["log", "hand:2", 8, "too-old"],
    ["log", "hand:0", 8, "too-old"],
    ["log", "hand:9", 8, "epoch"],
    ["log", "past:8", 8, "epoch"],
    ["log", "past:2", 8, "epoch"],
    ["state", "nothing", 7],
    ["state", "hand:8", 8],
    ["state", "hand:7", 7],
    ["state", "hand:2", 7],
    ["state", "hand:9", 8, "epoch"],
    ["state", "past:8", 8, "epoch"],
  ];

test.for(CASES)("%s channel, %s seen: goes on after %i, reset: %s", ([kind, after, cursor, reason]) => {
  const channel = createHandChannel("room:r", kind, { messages: 5, bytes: 1 << 20 });
  for (let seq = 1; seq <= 8; seq += 1) channel.publish("said", seq);
  const { cursor: found, notice } = resume(
    channel,
    after === "nothing" ? undefined : parsePosition(after),
    () => NOW,
  );
  expect({ found, type: notice?.envelope.type, payload: notice?.envelope.payload }).toEqual({
    found: cursor,
    type: reason && "reset",
    payload: reason && { reason, snapshot: kind === "state" ? 8 : null },
  });
});

test.for(["state", "log"] as const)(
  "a quiet %s channel missed nothing, before its first message and after its last",
  (kind) => {
    const channel = createHandChannel("room:r", kind);
    expect(resume(channel, undefined, () => NOW)).toEqual({ cursor: 0 });
    expect(resume(channel, { epoch: "hand", seq: 0 }, () => NOW)).toEqual({ cursor: 0 });
    channel.publish("said", 1);
    expect(resume(channel, { epoch: "hand", seq: 1 }, () => NOW)).toEqual({ cursor: 1 });
  },
);

test("a reset stands at the head, so that whoever comes back from it has missed nothing", () => {
  const channel = createHandChannel("room:r", "log");
  channel.publish("said", 1);
  const { notice } = resume(channel, { epoch: "past", seq: 70 }, () => NOW);
  expect(notice?.envelope).toMatchObject({ seq: 1, epoch: "hand", at: NOW });
  const back = parsePosition(formatPosition(notice?.envelope ?? { epoch: "none", seq: 0 }));
  expect(resume(channel, back, () => NOW)).toEqual({ cursor: 1 });
});

test("a state channel that has said nothing yet has an empty snapshot", () => {
  const { notice } = resume(createHandChannel("price:x", "state"), { epoch: "past", seq: 7 }, () => NOW);
  expect(notice?.envelope).toMatchObject({ seq: 0, payload: { reason: "epoch", snapshot: null } });
});

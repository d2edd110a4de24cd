import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChannelKind } from "#protocol/channel-name.ts";
import type { DroppedPayload, Envelope } from "#protocol/envelope.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { createSlowSocket, type SlowSocket } from "../testing/slow-socket.ts";
import { createFeed, type Deliveries, type SlowPolicy } from "./backpressure.ts";
import { shareBatches } from "./batches.ts";
import { createFanOut } from "./fan-out.ts";

const QUEUE_BYTES = 1000;

interface Setting {
  readonly kind: ChannelKind;
  readonly policy?: SlowPolicy;
  readonly keeps?: number;
}

/** A feed of lines, one an envelope, to a reader whose reading the test turns on and off. */
function feedTo({ kind, policy, keeps = 1000 }: Setting) {
  const channel = createHandChannel("room:r", kind, { messages: keeps, bytes: 1 << 20 });
  const peer = createSlowSocket();
  const counted = { messages: 0, coalesced: 0, payloadBytes: 0, unbooked: new Set<() => void>() };
  const seen = { tooSlow: 0 };
  const batch = shareBatches((messages) => Buffer.concat(messages.map(({ bytes }) => line(bytes))));
  const shared = {
    channel,
    batch,
    fanOut: createFanOut(channel, batch),
    encodeNotice: ({ bytes }: { bytes: Buffer }) => line(bytes),
    slow: { queueBytes: QUEUE_BYTES, ...(policy ? { policy } : {}) },
    now: () => 1_764_000_000_001,
  };
  const feed = createFeed({
    ...shared,
    socket: peer.socket,
    deliveries: counted,
    tooSlow: () => {
      seen.tooSlow += 1;
    },
  });
  const heard = (by = peer): Envelope[] =>
    String(Buffer.concat(by.written))
      .split("\n")
      .filter((text) => text !== "")
      .map((text) => JSON.parse(text));
  /** Others on the channel, who always keep up. */
  function addOthers(count: number): SlowSocket[] {
    return Array.from({ length: count }, () => {
      const other = createSlowSocket();
      other.keepUp(true);
      const deliveries = { messages: 0, coalesced: 0, payloadBytes: 0, unbooked: new Set<() => void>() };
      createFeed({ ...shared, socket: other.socket, deliveries, tooSlow: () => {} }).resume(undefined);
      return other;
    });
  }
  /** Says so many bytes, more or less, and lets the channel tell it. */
  async function say(...sizes: number[]): Promise<void> {
    for (const size of sizes) channel.publish("said", "x".repeat(size));
    await Promise.resolve();
  }
  const deliveries = (): Deliveries => {
    for (const book of counted.unbooked) book();
    const { messages, coalesced, payloadBytes } = counted;
    return { messages, coalesced, payloadBytes };
  };
  return { channel, peer, deliveries, seen, feed, heard, say, addOthers };
}

const line = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("\n")]);
const typesOf = (envelopes: readonly Envelope[]) =>
  envelopes.map(({ type, seq }) => (type === "said" ? String(seq) : `${type} ${seq}`));

test("who reads gets every message, and a burst in one write", async () => {
  const { feed, peer, say, heard, deliveries } = feedTo({ kind: "log" });
  feed.resume(undefined);
  await say(1, 1, 1);
  expect(peer.written).toHaveLength(1);
  peer.flush();
  await say(1);
  expect(typesOf(heard())).toEqual(["1", "2", "3", "4"]);
  expect(deliveries()).toMatchObject({ messages: 4, coalesced: 0 });
});

test("who is a little behind gets all that waited, in one write", async () => {
  const { feed, peer, say, heard } = feedTo({ kind: "state" });
  feed.resume(undefined);
  await say(1);
  await say(1);
  await say(1);
  expect(peer.written).toHaveLength(1);
  peer.flush();
  expect(peer.written).toHaveLength(2);
  expect(typesOf(heard())).toEqual(["1", "2", "3"]);
});

test("coalesce keeps the newest alone, and tells what was left out", async () => {
  const { feed, peer, say, heard, deliveries, seen } = feedTo({ kind: "state" });
  feed.resume(undefined);
  await say(1);
  for (let i = 0; i < 10; i += 1) await say(300);
  peer.flush();
  // It is asked whenever too much waits: at 4, 6, 8 and 10 all but the newest goes; 11 still fits.
  expect(typesOf(heard())).toEqual(["1", "dropped 9", "10", "11"]);
  expect(heard()[1]?.payload).toEqual({ from: 2, to: 9, policy: "coalesce" });
  expect(deliveries()).toMatchObject({ messages: 3, coalesced: 8 });
  expect(seen.tooSlow).toBe(0);
});

test("drop-oldest keeps as many of the newest as fit, and tells what was left out", async () => {
  const { feed, peer, say, heard, deliveries } = feedTo({ kind: "log", policy: "drop-oldest" });
  feed.resume(undefined);
  await say(1);
  for (let i = 0; i < 10; i += 1) await say(300);
  peer.flush();
  // 300 and an envelope of about 100 bytes: two fit into 1000.
  expect(typesOf(heard())).toEqual(["1", "dropped 9", "10", "11"]);
  expect(heard()[1]?.payload).toEqual({ from: 2, to: 9, policy: "drop-oldest" });
  expect(deliveries()).toMatchObject({ messages: 3, coalesced: 8 });
});

test("disconnect ends a reader of a log channel, once, and says nothing more to it", async () => {
  const { feed, peer, say, heard, channel, seen } = feedTo({ kind: "log" });
  feed.resume(undefined);
  await say(1);
  for (let i = 0; i < 10; i += 1) await say(300);
  peer.flush();
  await say(1);
  expect(seen.tooSlow).toBe(1);
  expect(typesOf(heard())).toEqual(["1"]);
  expect(channel.listeners).toBe(0);
});

test("one message larger than the queue is no reason to give up on a reader", async () => {
  const { feed, peer, say, heard, seen } = feedTo({ kind: "log" });
  feed.resume(undefined);
  await say(1);
  await say(10 * QUEUE_BYTES);
  peer.flush();
  expect(typesOf(heard())).toEqual(["1", "2"]);
  expect(seen.tooSlow).toBe(0);
});

test("a burst longer than the log is told even to who reads", async () => {
  const { feed, say, heard } = feedTo({ kind: "log", policy: "drop-oldest", keeps: 3 });
  feed.resume(undefined);
  await say(1, 1, 1, 1, 1);
  expect(typesOf(heard())).toEqual(["dropped 2", "3", "4", "5"]);
});

test("who keeps up is told with the others, in one write each, and nothing is left when they go", async () => {
  const { feed, peer, say, heard, deliveries, channel, addOthers } = feedTo({ kind: "log" });
  peer.keepUp(true);
  feed.resume(undefined);
  await say(1);
  const [other] = addOthers(1);
  await say(1, 1, 1);
  expect(peer.written).toHaveLength(2);
  expect(other?.written).toHaveLength(2);
  expect(typesOf(heard())).toEqual(["1", "2", "3", "4"]);
  expect(channel.listeners).toBe(1);
  expect(deliveries()).toMatchObject({ messages: 4, payloadBytes: channel.log.bytesAfter(0) });
  feed.close();
  await say(1);
  expect(typesOf(heard())).toEqual(["1", "2", "3", "4"]);
});

test("who falls behind the others hears the rest by itself, and joins them again", async () => {
  const { feed, peer, say, heard, deliveries, channel, addOthers } = feedTo({ kind: "log" });
  addOthers(2);
  peer.keepUp(true);
  feed.resume(undefined);
  await say(1);
  peer.keepUp(false);
  await say(1);
  await say(1);
  expect(channel.listeners).toBe(2);
  peer.keepUp(true);
  peer.flush();
  await say(1);
  await say(1);
  expect(channel.listeners).toBe(1);
  expect(typesOf(heard())).toEqual(["1", "2", "3", "4", "5"]);
  expect(deliveries()).toMatchObject({ messages: 5, coalesced: 0 });
});

// --- whatever happens ---
type Deed = { readonly say: number[] } | "flush" | "write" | "keep up" | "stall";
const deed = fc.oneof(
  fc.record({ say: fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 8 }) }),
  fc.constant("flush" as const),
  fc.constantFrom("write" as const, "keep up" as const, "stall" as const),
);
const setting = fc.record({
  kind: fc.constantFrom("state", "log"),
  policy: fc.constantFrom("coalesce", "drop-oldest", "disconnect"),
  keeps: fc.constantFrom(3, 1000),
}) as fc.Arbitrary<Required<Setting>>;

test("a reader never sees a silent hole, its queue keeps its bound, and the counts are what was sent", async () => {
  await fc.assert(
    fc.asyncProperty(setting, fc.array(deed, { maxLength: 60 }), async (chosen, deeds: Deed[]) => {
      const { feed, peer, say, heard, deliveries, channel, seen, addOthers } = feedTo(chosen);
      const { log } = channel;
      const [before] = addOthers(1);
      feed.resume(undefined);
      const [after] = addOthers(1);
      for (const next of deeds) {
        if (next === "flush") peer.flush();
        else if (next === "write") feed.write(Buffer.from("\n"));
        else if (next === "keep up" || next === "stall") peer.keepUp(next === "keep up");
        else await say(...next.say);
        if (seen.tooSlow === 0)
          expect(log.bytesAfter(feed.cursor) <= QUEUE_BYTES || feed.cursor + 1 >= log.head).toBe(true);
      }
      peer.keepUp(false);
      for (let rounds = 0; rounds < 3; rounds += 1) peer.flush();
      // Whatever became of this reader, the others have heard the same, and all that the log still had.
      if (before && after) expect(heard(before)).toEqual(heard(after));
      // (A burst longer than the log, with nobody to drop for: that ends them too.)
      const mayEnd = chosen.policy === "disconnect" && chosen.keeps === 3;
      if (before && log.head > 0 && !mayEnd) expect(heard(before).at(-1)?.seq).toBe(log.head);

      const envelopes = heard();
      let last = 0;
      let told = 0;
      for (const { type, seq, payload } of envelopes) {
        if (type === "dropped") {
          const { from, to } = payload as DroppedPayload;
          expect(from).toBe(last + 1);
          expect(to).toBe(seq);
          told += to - from + 1;
        } else expect(seq).toBe(last + 1);
        last = seq;
      }
      if (seen.tooSlow === 0) expect(last).toBe(log.head);
      expect(seen.tooSlow).toBeLessThanOrEqual(chosen.policy === "disconnect" ? 1 : 0);
      expect(deliveries()).toEqual({
        messages: envelopes.filter(({ type }) => type === "said").length,
        coalesced: told,
        payloadBytes: envelopes.reduce((sum, envelope) => sum + JSON.stringify(envelope).length, 0),
      });
    }),
    { numRuns: 300 },
  );
});

import { expect, onTestFinished, test } from "vitest";
import type { ChannelKind } from "#protocol/channel-name.ts";
import type { LaneMeter } from "#protocol/meter.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { startLab } from "../testing/lab-server.ts";
import { closeFrame, connectRaw, get, upgrade } from "../testing/raw-client.ts";
import { untilHolds } from "../testing/until-holds.ts";
import type { SlowPolicy } from "./backpressure.ts";

const QUEUE_BYTES = 65_536;
const STREAMS = [
  { transport: "sse", ask: get("/channels/room%3Ar/sse?session=slow") },
  { transport: "websocket", ask: upgrade("/channels/room%3Ar/websocket?session=slow") },
] as const;

/** A reader of the real server that stops reading, and messages until its lane shows that it was noticed. */
async function stall(
  { transport, ask }: (typeof STREAMS)[number],
  kind: ChannelKind,
  noticed: (lane: LaneMeter, listeners: number) => boolean,
  policy?: SlowPolicy,
) {
  const room = createHandChannel("room:r", kind, { messages: 10_000, bytes: 256 << 20 });
  const slow = { queueBytes: QUEUE_BYTES, ...(policy ? { policy } : {}) };
  const lab = await startLab({ channels: [room], slow });
  const client = await connectRaw(lab.port);
  onTestFinished(async () => {
    client.socket.destroy();
    await lab.close();
  });
  client.send(ask);
  await untilHolds(() => expect(room.listeners).toBe(1));
  client.socket.pause();
  const filler = "x".repeat(131_072);
  await untilHolds(
    () => {
      room.publish("said", filler);
      expect(noticed(lab.meter("slow", transport), room.listeners)).toBe(true);
    },
    { interval: 1 },
  );
  room.publish("said", "the last one");
  return { lab, room, client, meter: () => lab.meter("slow", transport) };
}

const leftSomeOut = ({ coalesced }: LaneMeter) => coalesced > 10;
const seqsIn = (received: string) =>
  [...received.matchAll(/"type":"said"[^}]*?"seq":(\d+)/g)].map(([, seq]) => Number(seq));

test.for(STREAMS)(
  "$transport: a slow reader of a state channel gets the newest, is told what was left out, and the meter counts it",
  async (stream) => {
    const { room, client, meter } = await stall(stream, "state", leftSomeOut);
    client.socket.resume();
    const received = await client.until("the last one");
    const dropped = [...received.matchAll(/"from":(\d+),"to":(\d+),"policy":"coalesce"/g)].map(
      ([, from, to]) => ({
        from: Number(from),
        to: Number(to),
      }),
    );
    const left = dropped.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    expect(meter()).toMatchObject({ coalesced: left, messages: room.log.head - left });
    const missing = dropped.flatMap(({ from, to }) =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i),
    );
    expect([...seqsIn(received), ...missing].sort((a, b) => a - b)).toEqual(
      Array.from({ length: room.log.head }, (_, i) => i + 1),
    );
  },
);

test.for(STREAMS)("$transport: drop-oldest tells what it dropped", async (stream) => {
  const { room, client, meter } = await stall(stream, "log", leftSomeOut, "drop-oldest");
  client.socket.resume();
  const received = await client.until("the last one");
  expect(received).toMatch(/"from":\d+,"to":\d+,"policy":"drop-oldest"/);
  expect(meter().messages + meter().coalesced).toBe(room.log.head);
  expect(seqsIn(received)).toHaveLength(meter().messages);
});

test.for(STREAMS)(
  "$transport: a slow reader of a log channel is let go, and comes back for the rest",
  async (stream) => {
    const isLeft = (_lane: LaneMeter, listeners: number) => listeners === 0;
    const { lab, room, client } = await stall(stream, "log", isLeft);
    if (stream.transport === "websocket") client.send(closeFrame(4008));
    client.socket.resume();
    await client.closed;
    const last = Math.max(0, ...seqsIn(client.received));
    expect(last).toBeLessThan(room.log.head);
    const back = await connectRaw(lab.port);
    onTestFinished(() => void back.socket.destroy());
    back.send(stream.ask.replace("session=slow", `session=back&after=hand:${last}`));
    const rest = await back.until("the last one");
    expect(seqsIn(rest)).toEqual(Array.from({ length: room.log.head - last }, (_, i) => last + 1 + i));
  },
);

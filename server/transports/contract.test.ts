import { afterEach, describe, expect, test } from "vitest";
import { TRANSPORTS } from "#protocol/transports.ts";
import { type Channel, createChannel } from "../channels/channel.ts";
import { createLog } from "../channels/log.ts";
import { type Lab, startLab } from "../testing/lab-server.ts";
import { type Reader, read } from "../testing/reader.ts";

/**
 * What holds of every transport, so that what differs between them is what they cost and not what they say.
 * A room stands for all log channels: everything that is posted is kept and counts.
 */
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start({ kind = "log" as Channel["kind"], epoch = "k3f9", messages = 1000 } = {}) {
  const name = kind === "log" ? "room:lab" : "price:lab";
  const channel = createChannel({
    name,
    kind,
    log: createLog(name, epoch, { messages, bytes: 1 << 22 }),
    now: () => 1_764_000_000_000,
    accept: ({ type, payload }, self) => self.publish(type, payload),
  });
  const lab = await startLab({ channels: [channel] });
  open.push(lab);
  const say = (...numbers: number[]) => {
    for (const number of numbers) channel.publish("said", { number });
  };
  return { lab, channel, say };
}

/** A poll that asks once more is told 503, or meets a closed port (0); a stream ends; a WebSocket says 1001. */
const ENDINGS = { "short-polling": [503, 0], "long-polling": [503, 0], sse: [200], websocket: [1001] };

describe.each(TRANSPORTS)("%s", (transport) => {
  function listen(lab: Lab, channel: Channel, after?: string): Reader {
    const reader = read(transport, { url: lab.url, channel: channel.name, session: "s1", after });
    open.push(reader);
    return reader;
  }
  const numbers = ({ envelopes }: Reader) =>
    envelopes.map(({ payload }) => (payload as { number: number }).number);
  const hasAll = (count: number) => (envelopes: readonly unknown[]) => envelopes.length >= count;

  test("a client that names no position hears all of a log channel", async () => {
    const { lab, channel, say } = await start();
    say(1, 2, 3);
    const reader = listen(lab, channel);
    await reader.until(hasAll(3));
    expect(numbers(reader)).toEqual([1, 2, 3]);
  });

  test("a client that names no position hears the newest of a state channel", async () => {
    const { lab, channel, say } = await start({ kind: "state" });
    say(1, 2, 3);
    const reader = listen(lab, channel);
    await reader.until(hasAll(1));
    expect(numbers(reader)).toEqual([3]);
  });

  test("a client that comes back hears what it missed, and nothing twice", async () => {
    const { lab, channel, say } = await start();
    say(1, 2, 3, 4);
    const reader = listen(lab, channel, "k3f9:2");
    await reader.until(hasAll(2));
    say(5);
    await reader.until(hasAll(3));
    expect(numbers(reader)).toEqual([3, 4, 5]);
  });

  test("a client that comes back to a quiet channel hears nothing until there is news", async () => {
    const { lab, channel, say } = await start({ messages: 2 });
    say(1, 2, 3, 4);
    const reader = listen(lab, channel, "k3f9:4");
    // The meter shows that the request has come in; what it hears next is then what was said after.
    await expect.poll(() => lab.meter("s1", transport).requests).toBeGreaterThan(0);
    expect(reader.envelopes).toEqual([]);
    say(5);
    await reader.until(hasAll(1));
    expect(numbers(reader)).toEqual([5]);
  });

  test("a client of another life of the log is told to reset, and goes on from there", async () => {
    const { lab, channel, say } = await start({ kind: "state", epoch: "p0aa" });
    say(1, 2);
    const reader = listen(lab, channel, "k3f9:812");
    await reader.until(hasAll(1));
    say(3);
    await reader.until(hasAll(2));
    expect(reader.envelopes).toMatchObject([
      { type: "reset", epoch: "p0aa", seq: 2, payload: { reason: "epoch", snapshot: { number: 2 } } },
      { type: "said", epoch: "p0aa", seq: 3, payload: { number: 3 } },
    ]);
  });

  test("a client ahead of the log is told to reset, for its seq is of another life", async () => {
    const { lab, channel, say } = await start();
    say(1);
    const reader = listen(lab, channel, "k3f9:2");
    await reader.until(hasAll(1));
    expect(reader.envelopes).toMatchObject([{ type: "reset", seq: 1, payload: { reason: "epoch" } }]);
  });

  test("a client whose next message is forgotten is told to reset, and gets no part of a replay", async () => {
    const { lab, channel, say } = await start({ messages: 2 });
    say(1, 2, 3, 4);
    const reader = listen(lab, channel, "k3f9:1");
    await reader.until(hasAll(1));
    expect(reader.envelopes).toMatchObject([
      { type: "reset", seq: 4, payload: { reason: "too-old", snapshot: null } },
    ]);
    const inTime = listen(lab, channel, "k3f9:2");
    await inTime.until(hasAll(2));
    expect(numbers(inTime)).toEqual([3, 4]);
  });

  test("nothing falls into a gap while messages come in bursts", async () => {
    const { lab, channel, say } = await start();
    const reader = listen(lab, channel);
    let said = 0;
    for (let burst = 1; said < 400; burst += 1) {
      const size = (burst * 7) % 11;
      say(...Array.from({ length: size }, (_, i) => said + i + 1));
      said += size;
      // Now and then the client catches up, so that bursts meet it in every state: asking, parked, hearing.
      if (burst % 3 === 0) await reader.until(hasAll(said));
      else await new Promise((resolve) => setImmediate(resolve));
    }
    await reader.until(hasAll(said));
    expect(numbers(reader)).toEqual(Array.from({ length: said }, (_, i) => i + 1));
  });

  test("the message is the same JSON as on every other transport, byte for byte, and the meter counts it so", async () => {
    const { lab, channel, say } = await start();
    say(1);
    const { bytes } = channel.publish("said", { text: "grüße, 世界 🌍", quote: '"\\\n' });
    const reader = listen(lab, channel);
    await reader.until(hasAll(2));
    expect(reader.texts[1]).toBe(bytes.toString());
    expect(lab.meter("s1", transport)).toMatchObject({
      messages: 2,
      payloadBytes: channel.log.bytesAfter(0),
    });
  });

  test("a server that stops says so, and ends the connection", async () => {
    const { lab, channel, say } = await start();
    say(1);
    const reader = listen(lab, channel);
    await reader.until(hasAll(1));
    await lab.close();
    expect(ENDINGS[transport]).toContain(await reader.ended);
  });
});

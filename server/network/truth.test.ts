import { expect, onTestFinished, test } from "vitest";
import type { LaneCounts, NetworkEvent } from "#protocol/network.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { createHandChannel } from "../testing/hand-channel.ts";
import { startLab } from "../testing/lab-server.ts";
import { startNetwork } from "../testing/network.ts";
import { type Reader, read } from "../testing/reader.ts";
import { untilHolds } from "../testing/until-holds.ts";

/** A reader on each lane, each through its own port, and somebody who says things. */
async function begin() {
  const room = createHandChannel("room:r", "log");
  const lab = await startLab({ channels: [room] });
  const network = await startNetwork({ to: lab });
  const readers = new Map<TransportName, Reader>();
  onTestFinished(async () => {
    for (const reader of readers.values()) reader.close();
    await network[Symbol.asyncDispose]();
    await lab.close();
  });
  const join = (transport: TransportName) =>
    readers.set(
      transport,
      read(transport, {
        url: `http://127.0.0.1:${network.ports[transport]}`,
        channel: "room:r",
        session: "s1",
      }),
    );
  for (const transport of TRANSPORTS) join(transport);
  const counts = () =>
    network.events.findLast(
      (event): event is Extract<NetworkEvent, { type: "counts" }> => event.type === "counts",
    )?.lanes;
  /** What the meter says of a lane, in the network's words. */
  const metered = (transport: TransportName): Omit<LaneCounts, "bytesCut"> => {
    const { bytesIn, bytesOut } = lab.meter("s1", transport);
    return { bytesIn, bytesOut };
  };
  return { room, lab, network, readers, join, counts, metered };
}

/** The pollers never rest, so they are stopped before they are counted. */
async function agree({ readers, counts, metered }: Awaited<ReturnType<typeof begin>>): Promise<void> {
  for (const reader of readers.values()) reader.close();
  await untilHolds(() => {
    for (const transport of TRANSPORTS)
      expect(counts()?.[transport], transport).toMatchObject(metered(transport));
  });
  for (const transport of TRANSPORTS) expect(metered(transport).bytesOut, transport).toBeGreaterThan(0);
}

test("the network's counts are the meter's, to the byte, on all four lanes", async () => {
  const all = await begin();
  for (let i = 0; i < 20; i += 1) all.room.publish("said", "x".repeat(i * 10));
  await Promise.all([...all.readers.values()].map((reader) => reader.until(({ length }) => length >= 20)));
  await agree(all);
});

test("and so they are with latency, jitter, a limit, and a proxy in between", async () => {
  const all = await begin();
  all.network.faults({ latencyMs: 20, jitterMs: 20, bytesPerSecond: 100_000, bufferBytes: 500 });
  for (let i = 0; i < 20; i += 1) {
    all.room.publish("said", "x".repeat(100));
    await new Promise(setImmediate);
  }
  all.network.faults({ bufferBytes: 0 });
  await Promise.all([...all.readers.values()].map((reader) => reader.until(({ length }) => length >= 20)));
  await agree(all);
});

test.for(["cut", "close", "half-open", "vanish"] as const)("and so they are after a %s", async (act) => {
  const all = await begin();
  for (let i = 0; i < 20; i += 1) all.room.publish("said", i);
  await Promise.all([...all.readers.values()].map((reader) => reader.until(({ length }) => length >= 20)));
  for (const reader of all.readers.values()) reader.ended.catch(() => {}); // broken off: that is the point
  all.network.faults({ latencyMs: 50 });
  for (let i = 0; i < 20; i += 1) all.room.publish("said", "on its way");
  all.network.obey({ type: "act", act });
  await agree(all);
});

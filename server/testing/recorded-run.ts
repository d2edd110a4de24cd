import type { TapeRecord } from "#protocol/tape.ts";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { createHandChannel } from "./hand-channel.ts";
import { startLab } from "./lab-server.ts";
import { soon, startNetwork } from "./network.ts";
import { read } from "./reader.ts";

export interface RecordedRun {
  readonly records: readonly TapeRecord[];
  readonly ports: Readonly<Record<TransportName, number>>;
}

/** Short and long messages on four lanes, through a real network, to the end of all connections. */
export async function recordRun(): Promise<RecordedRun> {
  const room = createHandChannel("room:r", "log");
  await using lab = await startLab({ channels: [room] });
  await using network = await startNetwork({ to: lab, tape: true });
  const readers = TRANSPORTS.map((transport) =>
    read(transport, {
      url: `http://127.0.0.1:${network.ports[transport]}`,
      channel: "room:r",
      session: "s1",
    }),
  );
  for (let i = 0; i < 8; i += 1) room.publish("said", "x".repeat(i * i * 60));
  await Promise.all(readers.map((reader) => reader.until(({ length }) => length >= 8)));
  await lab.close(); // says goodbye on each lane, and ends the stream as it should be ended
  for (const reader of readers) reader.close();
  network.obey({ type: "act", act: "close" });
  const connections = (kind: TapeRecord["kind"]) =>
    new Set(network.records.filter((record) => record.kind === kind).map(({ connection }) => connection))
      .size;
  await soon(() => connections("ended") >= Math.max(TRANSPORTS.length, connections("opened"))).toBe(true);
  return { records: [...network.records], ports: network.ports };
}

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { get, type RawClient, upgrade } from "../testing/raw-client.ts";
import { allClosed, path, startTruth } from "../testing/truth.ts";
import { untilHolds } from "../testing/until-holds.ts";

const truth = await startTruth("127.77.0.3");
const { begin, open, metered, expectTruth } = truth;

const BIG = "x".repeat(1 << 20);
const SLOW = [
  { transport: "sse", ask: () => get(path("sse")) },
  { transport: "websocket", ask: () => upgrade(path("websocket")) },
  { transport: "short-polling", ask: () => get(path("short-polling")) },
  { transport: "long-polling", ask: () => get(path("long-polling")) },
] as const;

/** Asks for 24 MiB, and stops reading when the first bytes have come. */
async function stall(ask: () => string): Promise<RawClient> {
  await begin({ slow: { queueBytes: 1 << 30 } });
  for (let i = 0; i < 24; i += 1) truth.room.publish("said", BIG);
  const client = await open();
  client.send(ask());
  await client.until("\r\n\r\n");
  truth.relay.connections[0]?.stopReading();
  return client;
}

test.for(SLOW)("$transport: a reader that stops, and then reads on", async ({ ask }) => {
  const client = await stall(ask);
  await untilHolds(() => expect(accounts()).toSatisfy(standStill));
  expect(metered().bytesOut, "what waits in our own queue is not sent").toBeLessThan(24 << 20);
  truth.relay.connections[0]?.readOn();
  await client.until(() => client.received.length > 24 << 20);
  await expectTruth();
});

test.runIf(process.platform === "linux").for(SLOW)(
  "$transport: a reader that stops, and dies: what was still queued here was never sent",
  async ({ ask }) => {
    await stall(ask);
    // The kernel's own queues hold what has left us and was not read: with them, the account is even.
    await untilHolds(() => {
      const [relayed, unread] = [truth.relay.bytesOut, unreadInKernel()];
      expect(metered().bytesOut).toBe(relayed + unread);
      expect(unread).toBeGreaterThan(0);
    });
    const { bytesOut } = metered();
    expect(bytesOut).toBeLessThan(24 << 20);
    truth.relay.connections[0]?.reset();
    await untilHolds(() => expect(truth.lab.total().transports).toSatisfy(allClosed));
    expect(metered().bytesOut).toBe(bytesOut);
  },
);

let lastAccount = "";
const accounts = () => JSON.stringify([metered(), truth.relay.bytesIn, truth.relay.bytesOut]);
function standStill(now: string): boolean {
  const still = now === lastAccount;
  lastAccount = now;
  return still;
}

/** Bytes between server and relay that the kernel holds, at both ends (proc(5), /proc/net/tcp, in hexadecimal). */
function unreadInKernel(): number {
  const ports = truth.relay.connections[0]?.name.split(">").map((port) => Number(port)) ?? [];
  const [near, far] = ports.map((port) => port.toString(16).toUpperCase().padStart(4, "0"));
  let bytes = 0;
  for (const line of readFileSync("/proc/net/tcp", "utf8").split("\n")) {
    const [, local = "", remote = "", , queues = ""] = line.trim().split(/\s+/);
    const [sending, received] = queues.split(":").map((hex) => Number.parseInt(hex, 16));
    if (local.endsWith(`:${far}`) && remote.endsWith(`:${near}`)) bytes += sending ?? 0;
    if (local.endsWith(`:${near}`) && remote.endsWith(`:${far}`)) bytes += received ?? 0;
  }
  return bytes;
}

truth.testCapture(4);

import { expect, test } from "vitest";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { createLedger } from "./ledger.ts";

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Servers that count for themselves; which of them answers is the next one's turn, as behind a front. */
function play(names: readonly string[] = [""]) {
  const time = createHandClock();
  const counts = new Map(
    names.map((name) => [name, { bytesIn: 0, bytesOut: 0, messages: 0, heartbeats: 0 }]),
  );
  let turn = 0;
  const ledger = createLedger({
    time,
    changed() {},
    servers: () => (names.length > 1 ? names : []),
    async ask() {
      const server = names[turn++ % names.length] ?? "";
      const meter = {
        connections: { opened: 1, open: 1 },
        requests: 1,
        emptyResponses: 0,
        coalesced: 0,
        payloadBytes: 0,
        ...{ bytesIn: 0, bytesOut: 0, messages: 0, heartbeats: 0 },
        ...counts.get(server),
      };
      return { server, body: { session: "s1", transports: { sse: meter } } };
    },
  });
  const count = (
    server: string,
    more: Partial<{ bytesIn: number; bytesOut: number; messages: number; heartbeats: number }>,
  ) => {
    const now = counts.get(server) ?? { bytesIn: 0, bytesOut: 0, messages: 0, heartbeats: 0 };
    counts.set(server, {
      bytesIn: now.bytesIn + (more.bytesIn ?? 0),
      bytesOut: now.bytesOut + (more.bytesOut ?? 0),
      messages: now.messages + (more.messages ?? 0),
      heartbeats: now.heartbeats + (more.heartbeats ?? 0),
    });
  };
  const wait = async (ms: number) => {
    await settled();
    time.turn(ms);
    await settled();
  };
  return { ledger, counts, count, wait };
}

test("totals are those of all servers, and of the lives that they have had", async () => {
  const { ledger, counts, count, wait } = play(["s1", "s2"]);
  count("s1", { bytesIn: 100 });
  count("s2", { bytesIn: 20 });
  ledger.passed();
  await wait(250);
  expect(ledger.totals.sse?.bytesIn).toBe(120);
  counts.delete("s1");
  count("s1", { bytesIn: 3 });
  ledger.passed();
  await wait(250);
  expect(ledger.totals.sse?.bytesIn).toBe(123);
});

test("a message costs what passed from before it until all was quiet", async () => {
  const { ledger, count, wait } = play();
  count("", { bytesIn: 1000 });
  ledger.passed();
  await wait(250);
  await ledger.measure("sse", "said", 5, async () => count("", { bytesIn: 600, bytesOut: 300, messages: 1 }));
  await wait(250);
  expect(ledger.last.said.sse).toMatchObject({ bytesIn: 600, bytesOut: 300, textBytes: 5, requests: 0 });
});

test.each([
  ["a heartbeat", { heartbeats: 1 }],
  ["what another has said", { messages: 2 }],
])("%s in the meantime is not put down to it: then nothing is said", async (_, meantime) => {
  const { ledger, count, wait } = play();
  ledger.passed();
  await wait(250);
  await ledger.measure("sse", "said", 5, async () => count("", { bytesIn: 600, ...meantime }));
  await wait(250);
  expect(ledger.last.said.sse).toBeUndefined();
});

test("nor what was there before it, where the figures were old already", async () => {
  const { ledger, count, wait } = play();
  count("", { bytesIn: 1000 });
  ledger.passed();
  await ledger.measure("sse", "typing", 0, async () => count("", { bytesIn: 600 }));
  await wait(250);
  expect(ledger.last.typing.sse).toBeUndefined();
});

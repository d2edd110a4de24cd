import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import {
  type ChosenPolicy,
  type PhoneFigures,
  type PricesEvent,
  type PricesRequest,
  SLOW_POLICIES,
} from "#protocol/prices.ts";
import { createMemoryBackplane } from "../backplane/memory.ts";
import { startLab } from "../testing/lab-server.ts";
import { untilHolds } from "../testing/until-holds.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const GUARD = { readerBytes: 4 << 20, allBytes: 6 << 20 };
const QUEUE_BYTES = 65_536;
const PAD = "x".repeat(4096);

/** A lab on which the test says prices beside the feed, as many as it likes, and the socket of a page. */
async function openPage(options: Parameters<typeof startLab>[0] = {}) {
  const backplane = createMemoryBackplane();
  const lab = await startLab({ backplane, guard: GUARD, ...options });
  onTestFinished(() => lab.close());
  const socket = new WebSocket(
    `${lab.url.replace("http", "ws")}/api/sessions/page/prices`,
    "ladder-prices.v1",
  );
  const events: PricesEvent[] = [];
  let heard = () => {};
  socket.onmessage = ({ data }) => {
    events.push(JSON.parse(String(data)));
    heard();
  };
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });

  let said = 0;
  async function say(count: number): Promise<void> {
    for (const end = said + count; said < end; said += 1) {
      const payload = { mid: said, change: 0, high: said, low: 0, pad: PAD };
      await backplane.publish({
        channel: "price:ADA",
        id: `by hand ${said}`,
        type: "price",
        payload,
        at: Date.now(),
        keep: 1,
      });
      if (said % 10 === 0) await new Promise((resolve) => setImmediate(resolve)); // the sockets write meanwhile
    }
  }

  const figures = () => events.filter((event) => event.type === "figures");
  const phones = (): readonly PhoneFigures[] => figures().at(-1)?.phones ?? [];
  /** The most that ever waited in the server's process for a phone. */
  const peakOf = (wanted: ChosenPolicy): number => {
    const all = figures().flatMap((event) => event.phones);
    return Math.max(...all.filter(({ policy }) => policy === wanted).map(({ queueBytes }) => queueBytes));
  };
  /** Says a MB of prices at a time, and looks, until it is so. */
  async function sayUntil(isSo: (phones: readonly PhoneFigures[]) => boolean): Promise<void> {
    while (!isSo(phones())) {
      await say(250);
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  }
  return {
    lab,
    socket,
    events,
    peakOf,
    phones,
    say,
    sayUntil,
    ask: (request: PricesRequest) => socket.send(JSON.stringify(request)),
    errors: () => events.flatMap((event) => (event.type === "error" ? [event.message] : [])),
  };
}

/** Bytes. Garbage is swept on a thread of its own, so that some of it may be counted still: the least of a few counts. */
async function buffersInUse(): Promise<number> {
  let least = Infinity;
  for (let turn = 0; turn < 5; turn += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
    least = Math.min(least, process.memoryUsage().arrayBuffers);
  }
  return least;
}

const attach = (policy: ChosenPolicy, bytesPerSecond: number): PricesRequest => ({
  type: "attach",
  policy,
  symbol: "ADA",
  bytesPerSecond,
});

test("a phone that keeps up reads every price, and nothing waits for it", async () => {
  const page = await openPage();
  page.ask(attach("coalesce", 10_000_000));
  await untilHolds(() => expect(page.phones()[0]).toMatchObject({ state: "reading" }));
  await page.say(500);
  await untilHolds(() => {
    const [phone] = page.phones();
    expect(phone?.told).toBeGreaterThanOrEqual(500);
    expect(phone).toMatchObject({ read: phone?.told, coalesced: 0, queueBytes: 0, disconnects: 0 });
  });
});

test("with a stalled phone attached the server holds little by each policy, and without one until the guard cuts", async () => {
  const page = await openPage();
  for (const policy of SLOW_POLICIES) page.ask(attach(policy, 0));
  await untilHolds(() => {
    expect(page.phones()).toHaveLength(4);
    for (const { state } of page.phones()) expect(state).toBe("stalled");
  });
  // Some MB go into the kernel's buffers before anything waits here, and some more until the unbounded one is cut.
  const phoneOf = (wanted: ChosenPolicy) => page.phones().find(({ policy }) => policy === wanted);
  await page.sayUntil(() => phoneOf("unbounded")?.state === "ending");
  expect(phoneOf("disconnect")?.state).toBe("ending");
  for (const policy of ["coalesce", "drop-oldest"] as const)
    expect(phoneOf(policy)?.coalesced).toBeGreaterThan(500);
  for (const policy of ["coalesce", "drop-oldest", "disconnect"] as const)
    expect(page.peakOf(policy)).toBeLessThanOrEqual(2 * QUEUE_BYTES);
  expect(page.peakOf("unbounded")).toBeGreaterThan(8 * QUEUE_BYTES);
  expect(page.peakOf("unbounded")).toBeLessThanOrEqual(GUARD.readerBytes + QUEUE_BYTES);
  const behind = page.phones().map(({ behindBytes }) => behindBytes);
  expect(Math.max(...behind)).toBeLessThanOrEqual(QUEUE_BYTES + 2 * PAD.length);
});

test.each(["coalesce", "drop-oldest"] as const)(
  "with a phone attached that is stalled under %s, the server's memory stays where it is",
  async (policy) => {
    const page = await openPage();
    page.ask(attach(policy, 0));
    await page.sayUntil(([phone]) => phone?.state === "stalled");
    await page.say(1000); // by then the kernels have taken what they take
    const before = await buffersInUse();
    await page.say(8000); // 32 MB
    expect((await buffersInUse()) - before).toBeLessThan(2 << 20);
    expect(page.phones()[0]?.state, "it was not cut off to make room").toBe("stalled");
  },
);

test("who was disconnected reads what the kernel holds, comes back, and gets the newest", async () => {
  const page = await openPage();
  page.ask(attach("disconnect", 0));
  await untilHolds(() => expect(page.phones()[0]?.state).toBe("stalled"));
  await page.sayUntil(([phone]) => phone?.state === "ending");
  page.ask({ type: "speed", phone: 1, bytesPerSecond: 10_000_000 });
  await untilHolds(() => expect(page.phones()[0]).toMatchObject({ state: "reading", disconnects: 1 }));
  await page.say(1);
  await untilHolds(() => expect(page.phones()[0]?.ageMs).toBeLessThan(2000));
}, 40_000);

test("phones are counted, and go with the page", async () => {
  const page = await openPage({ phones: { perPage: 2, all: 3 } });
  for (let i = 0; i < 3; i += 1) page.ask(attach("coalesce", 1000));
  await untilHolds(() =>
    expect(page.errors()).toEqual(["phones of one page: expected at most 2 at a time, got one more"]),
  );
  await untilHolds(() => expect(page.lab.total().transports.sse?.connections.open).toBe(2));
  page.ask({ type: "detach", phone: 1 });
  await untilHolds(() => expect(page.lab.total().transports.sse?.connections.open).toBe(1));
  page.ask({ type: "detach", phone: 1 });
  await untilHolds(() =>
    expect(page.errors().at(-1)).toBe("frame.phone: expected one that is attached, got 1"),
  );
  page.socket.close();
  await untilHolds(() => expect(page.lab.total().transports.sse?.connections.open).toBe(0));
});

test.each([
  ["not JSON", "frame: expected JSON"],
  [{ type: "buy" }, "expected a frame of type feed, attach, speed or detach"],
  [{ ...attach("coalesce", 1), policy: "hope" }, "frame.policy: expected one of unbounded, drop-oldest"],
  [{ ...attach("coalesce", 1), symbol: "NONE" }, "frame.symbol: expected one of ADA, BYTE, CRUX, DELTA"],
  [attach("coalesce", -1), "frame.bytesPerSecond: expected 0 to 10000000, got -1"],
  [{ type: "feed", settings: { rate: 501 } }, "frame.settings.rate: expected 0.1 to 500, got 501"],
  [{ type: "feed", settings: { padding: 2e4 } }, "frame.settings.padding: expected 0 to 16384, got 20000"],
])("refuses %j by name", async (said, words) => {
  const page = await openPage();
  page.socket.send(typeof said === "string" ? said : JSON.stringify(said));
  await untilHolds(() => expect(page.errors()[0]).toContain(words));
});

test.each([
  ["price%3AADA", "hope", "slow: expected one of unbounded, drop-oldest, coalesce, disconnect"],
  ["counter", "unbounded", "slow: expected none, as only prices supersede each other"],
])("a stream of %s refuses slow=%s by name", async (channel, slow, words) => {
  const { lab } = await openPage();
  const answer = await fetch(`${lab.url}/channels/${channel}/sse?session=s&slow=${slow}`);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(words);
});

import { afterEach, describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import type { PriceFigures, PricePayload } from "#protocol/prices.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import { createMemory, createMemoryBackplane } from "../backplane/memory.ts";
import { type Lab, startLab } from "../testing/lab-server.ts";
import { read } from "../testing/reader.ts";
import { postJson } from "../testing/user.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(memory = createMemory()): Promise<Lab> {
  const lab = await startLab({
    backplane: createMemoryBackplane(memory),
    prices: { seed: 1, everyMs: 20 },
  });
  open.push(lab);
  return lab;
}

function listen({ url }: Lab, transport: (typeof TRANSPORTS)[number] = "sse", channel = "price:ADA") {
  const reader = read(transport, { url, channel, session: `${transport}-reader` });
  open.push(reader);
  return reader;
}

const figuresOf = async ({ url }: Lab) => (await (await fetch(`${url}/api/prices`)).json()) as PriceFigures;
const mids = (envelopes: readonly Envelope[]) =>
  envelopes.map(({ payload }) => (payload as PricePayload).mid);

describe.each(TRANSPORTS)("a price by %s", (transport) => {
  test("comes to whoever listens, without a token", async () => {
    const lab = await start();
    const reader = listen(lab, transport);
    await reader.until((all) => all.length >= 3);
    expect(reader.envelopes[0]).toMatchObject({ type: "price", channel: "price:ADA", seq: 1 });
    expect(new Set(mids(reader.envelopes)).size).toBeGreaterThan(1);
    const { feed, counts } = await figuresOf(lab);
    expect(feed).toMatchObject({ rate: 10, isHere: true });
    expect(counts.ticks).toBeGreaterThanOrEqual(counts.prices);
    expect(counts.arrived).toBe(counts.published);
    expect(counts.told).toBeGreaterThanOrEqual(3);
  });
});

test("nobody publishes a price by hand, and no symbol is made up", async () => {
  const { url } = await start();
  const post = await postJson(`${url}/channels/price%3AADA/messages?session=s`, {
    type: "price",
    payload: { mid: 1 },
  });
  expect(post.status).toBe(403);
  expect(await post.text()).toContain("a price, which the feed makes");
  const ask = await fetch(`${url}/channels/price%3ANONE/short-polling?session=s`);
  expect(ask.status).toBe(404);
  expect(await ask.text()).toContain("price: and one of ADA, BYTE, CRUX, DELTA");
});

test("one of two servers feeds both; when it goes the other goes on from the last price", async () => {
  const memory = createMemory();
  const [one, two] = [await start(memory), await start(memory)];
  const readers = new Map([one, two].map((lab) => [lab, listen(lab)]));
  for (const reader of readers.values()) await reader.until((all) => all.length >= 2);
  await expect
    .poll(async () => (await Promise.all([one, two].map(figuresOf))).filter(({ feed }) => feed.isHere).length)
    .toBe(1);
  const [gone, left] = (await figuresOf(one)).feed.isHere ? [one, two] : [two, one];
  await gone.close();
  const reader = readers.get(left);
  const before = reader?.envelopes.length ?? 0;
  await reader?.until((all) => all.length >= before + 3);
  expect((await figuresOf(left)).feed.isHere).toBe(true);
  const heard = reader?.envelopes ?? [];
  // One log without holes, and no jump in it: a walk of at most two cents a tick.
  expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, i) => (heard[0]?.seq ?? 0) + i));
  for (const [i, mid] of mids(heard).slice(1).entries())
    expect(Math.abs(mid - (mids(heard)[i] ?? 0))).toBeLessThan(0.03);
});

test("the feed stops when nobody has listened for a while", async () => {
  const lab = await startLab({
    prices: { seed: 1, everyMs: 20 },
    replicas: { count: 256, idleMs: 10 },
    sessions: { count: 10, goneAfterMs: 40, forgetAfterMs: 1000 },
  });
  open.push(lab);
  const reader = listen(lab);
  await reader.until((all) => all.length >= 1);
  reader.close();
  await expect.poll(async () => (await figuresOf(lab)).feed.isHere).toBe(false);
});

test("a filler makes prices larger, and a rate more of them, for all", async () => {
  const lab = await start();
  const reader = listen(lab, "websocket");
  const socket = new WebSocket(
    `${lab.url.replace("http", "ws")}/api/sessions/page/prices`,
    "ladder-prices.v1",
  );
  open.push(socket);
  socket.onopen = () => socket.send(JSON.stringify({ type: "feed", settings: { rate: 100, padding: 300 } }));
  await reader.until((all) => (all.at(-1)?.payload as PricePayload | undefined)?.pad?.length === 300);
  expect((await figuresOf(lab)).feed).toMatchObject({ rate: 100, padding: 300 });
});

import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Backplane, Subscriber } from "../backplane/backplane.ts";
import { createMemory, createMemoryBackplane } from "../backplane/memory.ts";
import { startLab } from "../testing/lab-server.ts";
import { type Reader, read } from "../testing/reader.ts";
import { enrol, said, say } from "../testing/user.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function startTwo() {
  const memory = createMemory();
  const tokenSecret = randomBytes(32);
  const start = () => startLab({ tokenSecret, backplane: createMemoryBackplane(memory) });
  const [one, two] = [await start(), await start()];
  open.push(one, two);
  const { token } = await enrol(one.url, "Ada");
  const post = (url: string, message: object) => say(url, "room:lab", token, message);
  return { one, two, token, post };
}

/** What was said, without comings and goings. */
const saidIn = (envelopes: readonly Envelope[]) => envelopes.filter(({ type }) => type === "said");
const textsOf = ({ envelopes }: Reader) =>
  saidIn(envelopes).map(({ payload }) => (payload as { text: string }).text);
const has = (count: number) => (envelopes: readonly Envelope[]) => saidIn(envelopes).length >= count;

describe.each(TRANSPORTS)("a room by %s", (transport) => {
  const join = (url: string, token: string) => {
    const reader = read(transport, { url, channel: "room:lab", session: `${transport}-reader`, token });
    open.push(reader);
    return reader;
  };

  test("is the same room on two servers", async () => {
    const { one, two, token, post } = await startTwo();
    await post(one.url, said("before"));
    const reader = join(two.url, token);
    await reader.until(has(1));
    await post(one.url, said("from one"));
    await post(two.url, said("from two"));
    await reader.until(has(3));
    expect(textsOf(reader)).toEqual(["before", "from one", "from two"]);
    expect(reader.envelopes.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]); // and its own coming
  });

  test("tells a reader of a log that begins anew", async () => {
    let hear: Subscriber | undefined;
    const backplane: Backplane = {
      ...createMemoryBackplane(),
      async subscribe(_channel, subscriber) {
        hear = subscriber;
        subscriber.begin({ epoch: "old", seq: 7 });
        return () => {};
      },
    };
    const lab = await startLab({ backplane });
    open.push(lab);
    const message = (epoch: string, seq: number): Envelope => ({
      v: 1,
      type: "said",
      channel: "room:lab",
      epoch,
      seq,
      at: 1,
      payload: { text: `${epoch} ${seq}` },
    });
    const { token } = await enrol(lab.url, "Ada");
    await fetch(`${lab.url}/channels/room%3Alab/short-polling?token=${token}`);
    hear?.message(message("old", 8));
    const reader = join(lab.url, token);
    await reader.until(has(1));
    hear?.begin({ epoch: "new", seq: 0 });
    hear?.message(message("new", 1));
    await reader.until((all) => all.length >= 2);
    hear?.message(message("new", 2));
    await reader.until((all) => all.at(-1)?.seq === 2);
    expect(reader.envelopes.map(({ type, epoch, seq }) => `${type} ${epoch}:${seq}`)).toEqual([
      "said old:8",
      "reset new:1",
      "said new:2",
    ]);
  });

  test("a reader who has heard more than this server has waits for it, and hears nothing twice", async () => {
    let hear: Subscriber | undefined;
    const backplane: Backplane = {
      ...createMemoryBackplane(),
      async subscribe(_channel, subscriber) {
        hear = subscriber;
        subscriber.begin({ epoch: "e", seq: 0 });
        return () => {};
      },
    };
    const lab = await startLab({ backplane });
    open.push(lab);
    const { token } = await enrol(lab.url, "Ada");
    const reader = read(transport, { url: lab.url, channel: "room:lab", session: "s1", token, after: "e:2" });
    open.push(reader);
    await expect.poll(() => hear).toBeDefined();
    for (const seq of [1, 2, 3, 4])
      hear?.message({
        v: 1,
        type: "said",
        channel: "room:lab",
        epoch: "e",
        seq,
        at: 1,
        payload: { text: `${seq}` },
      });
    await reader.until(has(2));
    expect(reader.envelopes.map(({ type, seq }) => `${type} ${seq}`)).toEqual(["said 3", "said 4"]);
  });
});

test("a message sent again with its id is not said twice, by whichever server", async () => {
  const { one, two, post } = await startTwo();
  const answers = [
    await post(one.url, said("once", "m-1")),
    await post(two.url, said("once", "m-1")),
    await post(two.url, said("again", "m-2")),
  ];
  const positions = await Promise.all(
    answers.map(async (answer) => ((await answer.json()) as { position: string }).position),
  );
  expect(positions[1]).toBe(positions[0]);
  expect(positions[2]).toMatch(/:2$/);
});

test.each([
  [{ type: "shout", payload: {} }, 'body.type: expected said or typing, got "shout"'],
  [said(" "), 'body.payload.text: expected 1 to 4096 characters, got " "'],
  [{ type: "said", payload: { text: "x", html: "y" } }, "body.payload: expected no key html"],
  [said("x", "no such id!"), "body.id: expected 1 to 64 of A-Z a-z 0-9 _ -"],
])("refuses %j", async (message, words) => {
  const { one, post } = await startTwo();
  const answer = await post(one.url, message);
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { error: { message: string } }).error.message).toContain(words);
});

test("refuses more rooms than it can keep open, and closes those that nobody listens to", async () => {
  const lab = await startLab({ replicas: { count: 2, idleMs: 60_000 } });
  open.push(lab);
  const { token } = await enrol(lab.url, "Ada");
  const post = (room: string) => say(lab.url, room, token, said("x"));
  const readers = ["room:a", "room:b"].map((channel) =>
    read("websocket", { url: lab.url, channel, session: "s", token }),
  );
  open.push(...readers);
  for (const room of ["room:a", "room:b"]) await post(room);
  for (const reader of readers) await reader.until(has(1));
  const ask = (room: string) =>
    fetch(`${lab.url}/channels/${encodeURIComponent(room)}/short-polling?token=${token}`);
  expect((await ask("room:c")).status).toBe(503);
  readers[0]?.close();
  await expect.poll(async () => (await ask("room:c")).status).toBe(200);
});

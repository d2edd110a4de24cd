import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import type { Presence } from "#protocol/member.ts";
import { Refusal } from "#protocol/refusal.ts";
import { TRANSPORTS } from "#protocol/transports.ts";
import type { Backplane, BackplaneState } from "../backplane/backplane.ts";
import { createMemory, createMemoryBackplane, type Memory } from "../backplane/memory.ts";
import { type Lab, type LabOptions, startLab } from "../testing/lab-server.ts";
import { connectRaw, get } from "../testing/raw-client.ts";
import { read } from "../testing/reader.ts";
import { untilHolds } from "../testing/until-holds.ts";
import { enrol, said, say } from "../testing/user.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const QUICK = { "short-polling": 300, "long-polling": 300, sse: 300, websocket: 300 };

/** A way to a memory that servers share, which may be away for a while: what is said meanwhile is lost, or refused. */
function createWay() {
  const listeners = new Set<(state: BackplaneState) => void>();
  let state: BackplaneState = "ready";
  const backplaneOf = (memory: Memory): Backplane => {
    const through = createMemoryBackplane(memory);
    return {
      ...through,
      get state() {
        return state;
      },
      onState(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async publish(entry) {
        if (state === "lost") throw new Refusal("backplane-lost", "backplane: away");
        return through.publish(entry);
      },
      announce: (text) => state === "ready" && through.announce(text),
    };
  };
  const turn = (next: BackplaneState) => {
    state = next;
    for (const tell of listeners) tell(next);
  };
  return { backplaneOf, cut: () => turn("lost"), mend: () => turn("ready") };
}

/** Two servers that speak through one memory, and do not wait long for who has gone. */
async function startTwo(
  options: LabOptions = {},
  backplaneOf: (memory: Memory) => Backplane = createMemoryBackplane,
) {
  const memory = createMemory();
  const tokenSecret = randomBytes(32);
  const start = async (serverName: string) => {
    const backplane = backplaneOf(memory);
    const lab = await startLab({
      tokenSecret,
      serverName,
      backplane,
      attendance: { graceMs: QUICK, perUser: 50 },
      registry: { everyMs: 100, rememberMs: 1000 },
      ...options,
    });
    open.push(lab);
    return { lab, backplane };
  };
  const [one, two] = [(await start("one")).lab, (await start("two")).lab];
  const watcher = await enrol(one.url, "Watcher");
  const log = read("sse", { url: one.url, channel: "room:lab", session: "watcher", token: watcher.token });
  open.push(log);
  const comings = () =>
    log.envelopes.flatMap(({ type, payload }) => {
      const { user } = payload as { user?: { name: string } };
      return user && user.name !== "Watcher" ? [`${type} ${user.name}`] : [];
    });
  const presentAt = async (url: string) => {
    const answer = await fetch(`${url}/channels/room%3Alab/presence?token=${watcher.token}`);
    const { members } = (await answer.json()) as Presence;
    return members
      .filter(({ user }) => user.name !== "Watcher")
      .map(({ user, server, transport }) => `${user.name} ${server} ${transport}`);
  };
  return { one, two, start, comings, presentAt };
}

describe.each(TRANSPORTS)("by %s", (transport) => {
  const join = (url: string, token: string, session = "ada") => {
    const reader = read(transport, { url, channel: "room:lab", session, token });
    open.push(reader);
    return reader;
  };

  test("one joins, is seen on all servers, and leaves when gone for a while", async () => {
    const { one, two, comings, presentAt } = await startTwo();
    const { token } = await enrol(two.url, "Ada");
    const reader = join(two.url, token);
    await expect.poll(comings).toEqual(["joined Ada"]);
    await expect.poll(() => presentAt(one.url)).toEqual([`Ada two ${transport}`]);
    reader.close();
    await expect.poll(comings).toEqual(["joined Ada", "left Ada"]);
    expect(await presentAt(two.url)).toEqual([]);
  });

  test("one who moves to another server neither leaves nor joins", async () => {
    const { one, two, comings, presentAt } = await startTwo();
    const { token } = await enrol(two.url, "Ada");
    const first = join(two.url, token);
    await expect.poll(() => presentAt(one.url)).toEqual([`Ada two ${transport}`]);
    await join(one.url, token).until((all) => all.length > 0);
    first.close();
    await expect.poll(() => presentAt(two.url)).toEqual([`Ada one ${transport}`]);
    const bob = await enrol(one.url, "Bob");
    const guest = join(one.url, bob.token, "bob");
    await guest.until((all) => all.length > 0);
    guest.close();
    await expect.poll(comings).toContain("left Bob"); // by then Ada would have left, too
    expect(comings()).toEqual(["joined Ada", "joined Bob", "left Bob"]);
  });
});

test("whom a server takes along when it dies has left, once, though two servers noticed", async () => {
  const { one, comings, start } = await startTwo();
  const three = await start("three");
  const { token } = await enrol(three.lab.url, "Ada");
  open.push(read("sse", { url: three.lab.url, channel: "room:lab", session: "ada", token }));
  await expect.poll(comings).toEqual(["joined Ada"]);
  await three.backplane.close(); // from here on it is as silent as a dead one
  await expect.poll(comings).toEqual(["joined Ada", "left Ada"]);
  const { token: other } = await enrol(one.url, "Bob");
  open.push(read("sse", { url: one.url, channel: "room:lab", session: "bob", token: other }));
  await expect.poll(comings).toEqual(["joined Ada", "left Ada", "joined Bob"]);
});

test("who leaves while the backplane is away has left once it is back", async () => {
  const backplane = createMemoryBackplane();
  let isAway = false;
  const lab = await startLab({
    backplane: {
      ...backplane,
      publish: async (entry) => {
        if (isAway) throw new Refusal("backplane-lost", "backplane: away");
        return backplane.publish(entry);
      },
    },
    attendance: { graceMs: QUICK, perUser: 50 },
  });
  open.push(lab);
  const [watcher, ada] = [await enrol(lab.url, "Watcher"), await enrol(lab.url, "Ada")];
  const join = (session: string, token: string) =>
    read("sse", { url: lab.url, channel: "room:lab", session, token });
  const log = join("watcher", watcher.token);
  open.push(log);
  const reader = join("ada", ada.token);
  await log.until((all) => all.length === 2);
  await reader.until((all) => all.length === 2);
  isAway = true;
  reader.close();
  const place = `${lab.url}/channels/room%3Alab/presence?token=${watcher.token}`;
  await expect.poll(async () => (await fetch(place)).text()).not.toContain("Ada");
  isAway = false;
  await log.until((all) => all.some(({ type }) => type === "left"));
  expect(log.envelopes.map(({ type }) => type)).toEqual(["joined", "joined", "left"]);
});

test("who moved to another server while the backplane was away has not left, and leaves when they do", async () => {
  const way = createWay();
  const { one, two, comings, presentAt } = await startTwo({}, way.backplaneOf);
  const [ada, bob] = [await enrol(one.url, "Ada"), await enrol(one.url, "Bob")];
  const join = ({ url }: Lab, session: string, token: string) => {
    const reader = read("websocket", { url, channel: "room:lab", session, token });
    open.push(reader);
    return reader;
  };
  const first = join(one, "ada", ada.token);
  await untilHolds(async () => expect(await presentAt(two.url)).toEqual(["Ada one websocket"]));
  way.cut();
  first.close();
  const second = join(two, "ada", ada.token);
  await second.until((all) => all.length > 0);
  await untilHolds(async () => expect(await presentAt(one.url)).toEqual([]));
  await join(one, "bob", bob.token).until((all) => all.length > 0);
  way.mend();
  await untilHolds(() => expect(comings()).toContain("joined Bob")); // it waits its turn: behind what is said of Ada
  expect(comings()).toEqual(["joined Ada", "joined Bob"]);
  second.close();
  await untilHolds(() => expect(comings()).toEqual(["joined Ada", "joined Bob", "left Ada"]));
});

test.each(["one", "two"] as const)("who says goodbye to server %s is not waited for on one", async (to) => {
  const { one, two, comings, presentAt } = await startTwo({
    attendance: { graceMs: { ...QUICK, sse: 60_000 }, perUser: 50 },
  });
  const { token } = await enrol(one.url, "Ada");
  const reader = read("sse", { url: one.url, channel: "room:lab", session: "ada", token });
  await expect.poll(comings).toEqual(["joined Ada"]);
  await expect.poll(() => presentAt(two.url)).toEqual(["Ada one sse"]);
  reader.close();
  const { url } = { one, two }[to];
  await fetch(`${url}/channels/room%3Alab/leave?session=ada&token=${token}`, { method: "POST" });
  await expect.poll(comings).toEqual(["joined Ada", "left Ada"]);
});

test.each([
  ["sse", 200],
  ["websocket", 4410],
] as const)(
  "who says goodbye, and goes on listening by %s, is let go: nobody listens unseen",
  async (by, how) => {
    const { one, two, comings } = await startTwo();
    const { token } = await enrol(one.url, "Ada");
    const reader = read(by, { url: one.url, channel: "room:lab", session: "ada", token });
    open.push(reader);
    await reader.until((all) => all.length > 0);
    await untilHolds(() => expect(comings()).toEqual(["joined Ada"]));
    await untilHolds(async () => {
      await fetch(`${two.url}/channels/room%3Alab/leave?session=ada&token=${token}`, { method: "POST" });
      expect(comings()).toEqual(["joined Ada", "left Ada"]);
    });
    expect(await reader.ended).toBe(how);
  },
);

test("a poll that waits is answered at the goodbye", async () => {
  const { one } = await startTwo();
  const { token, user } = await enrol(one.url, "Ada");
  const inbox = `${one.url}/channels/inbox%3A${user.id}`;
  const query = `session=ada&token=${token}`;
  const waiting = fetch(`${inbox}/long-polling?${query}&timeout=60`);
  await untilHolds(async () =>
    expect(await (await fetch(`${inbox}/presence?${query}`)).text()).toContain("long-polling"),
  );
  await fetch(`${inbox}/leave?${query}`, { method: "POST" });
  expect((await waiting).status).toBe(204);
});

test("whose handshake is refused has left, though the connection is kept for others", async () => {
  const { two, comings } = await startTwo();
  const { token } = await enrol(two.url, "Ada");
  const front = await connectRaw(two.port); // as a proxy does, which would hand the next request to it
  open.push({ close: () => front.socket.destroy() });
  front.send(get(`/channels/room%3Alab/websocket?session=ada&token=${token}`));
  expect((await front.answer()).status).toBe(426);
  await untilHolds(() => expect(comings()).toEqual(["joined Ada", "left Ada"]));
  expect(front.socket.destroyed).toBe(false);
});

test("typing is told to who listens by a stream or a socket, and stands in no log", async () => {
  const { one, two } = await startTwo();
  const { token, user } = await enrol(one.url, "Ada");
  const readers = (["sse", "websocket"] as const).map((transport) =>
    read(transport, { url: two.url, channel: "room:lab", session: transport, token }),
  );
  open.push(...readers);
  for (const reader of readers) await reader.until((all) => all.length > 0);
  const answer = await say(one.url, "room:lab", token, { type: "typing", payload: {} });
  expect([answer.status, await answer.json()]).toEqual([202, {}]);
  const isTyping = ({ type }: Envelope) => type === "typing";
  for (const reader of readers) {
    await reader.until((all) => all.some(isTyping));
    expect(reader.envelopes.find(isTyping)?.payload).toEqual({ user });
  }
  const late = read("sse", { url: two.url, channel: "room:lab", session: "late", token });
  open.push(late);
  await late.until((all) => all.length >= 1);
  expect(late.envelopes.some(isTyping)).toBe(false);
});

test("a private message to nobody is refused by name; to somebody on another server it arrives", async () => {
  const { one, two } = await startTwo();
  const [ada, bob] = [await enrol(one.url, "Ada"), await enrol(two.url, "Bob")];
  const inbox = `inbox:${bob.user.id}`;
  const refused = await say(one.url, inbox, ada.token, said("hello?"));
  expect(refused.status).toBe(404);
  const reader = read("websocket", { url: two.url, channel: inbox, session: "bob", token: bob.token });
  open.push(reader);
  await expect
    .poll(async () => (await say(one.url, inbox, ada.token, said("hello", "m-1"))).status)
    .toBe(202);
  await reader.until((all) => all.length === 1);
  expect(reader.envelopes[0]?.payload).toEqual({ from: ada.user, text: "hello" });
});

test("a flood is refused by name, and says when to come back", async () => {
  const { one } = await startTwo({ publications: { perSecond: 1, burst: 2 } });
  const { token } = await enrol(one.url, "Ada");
  const answers = await Promise.all([1, 2, 3].map((n) => say(one.url, "room:lab", token, said(String(n)))));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429]);
  expect(answers.find(({ status }) => status === 429)?.headers.get("Retry-After")).toBe("1");
});

test("a user who would have more than fifty places is refused, by however many sessions, and nobody else is", async () => {
  const { one } = await startTwo({
    attendance: { graceMs: { ...QUICK, "short-polling": 60_000 }, perUser: 2 },
  });
  const [ada, eve] = [await enrol(one.url, "Ada"), await enrol(one.url, "Eve")];
  const ask = async (room: string, session: string, { token } = ada) =>
    (await fetch(`${one.url}/channels/room%3A${room}/short-polling?session=${session}&token=${token}`))
      .status;
  expect(await ask("a", "ada", eve)).toBe(200);
  expect(await ask("b", "ada", eve)).toBe(200);
  expect(await ask("a", "ada")).toBe(200);
  expect(await ask("a", "another")).toBe(200);
  expect(await ask("a", "third")).toBe(503);
  expect(await ask("c", "ada")).toBe(503);
});

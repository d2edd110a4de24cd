import { afterEach, expect, test, vi } from "vitest";
import type { Envelope } from "#protocol/envelope.ts";
import type { TransportName } from "#protocol/transports.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { createStage, type FakeFetch } from "../testing/stage.ts";
import { CONNECT } from "../transports/transports.ts";
import { createChat } from "./chat.ts";
import type { Chat } from "./chat-state.ts";
import type { Kept } from "./kept.ts";

const ADA = { id: "u-ada", name: "Ada" };
const BOB = { id: "u-bob", name: "Bob" };
const opened: Chat[] = [];
afterEach(() => {
  for (const chat of opened.splice(0)) chat.close();
  vi.unstubAllGlobals();
});

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A chat on a network that the test plays by hand. */
async function play(transport: TransportName = "websocket", kept?: Kept, room = "lobby") {
  const time = createHandClock();
  const stage = createStage(time);
  let ids = 0;
  const chat = createChat({
    origin: "http://lab",
    session: "s1",
    name: "Ada",
    room,
    transport,
    lifeS: 300,
    kept,
    time,
    random: () => 0.5,
    newId: () => String(++ids),
    connect: CONNECT,
    locks: undefined,
  });
  opened.push(chat);
  const asked = (part: string): FakeFetch[] => stage.fetches.filter(({ path }) => path.includes(part));
  const pass = async (user = ADA, token = "t1") => {
    const issued = { user, token, expiresAt: time.now() + 300_000, refresh: `r ${token}` };
    void asked("/api/tokens").at(-1)?.answer(201, issued);
    await settled();
  };
  const socket = (part: string) => stage.sockets.filter(({ path }) => path.includes(part));
  const texts = () => chat.state.items.map((item) => (item.kind === "said" ? item.text : item.kind));
  return { time, stage, chat, asked, pass, socket, texts };
}

function message(seq: number, text: string, from = BOB, channel = "room:lobby", epoch = "aaaa"): Envelope {
  return { v: 1, type: "said", channel, epoch, seq, at: 1000 + seq, payload: { from, text } };
}
const notice = (type: string, seq: number, payload: unknown, epoch = "aaaa"): Envelope => ({
  ...message(seq, "", BOB, "room:lobby", epoch),
  type,
  payload,
});

test("it asks for a token by name, and then opens the room and its own inbox with it", async () => {
  const { asked, pass, socket } = await play();
  expect(asked("/api/tokens")[0]?.body).toEqual({ name: "Ada", lifeS: 300 });
  expect(socket("").length).toBe(0);
  await pass();
  expect(socket("").map(({ path }) => path)).toEqual([
    "/channels/room%3Alobby/websocket?session=s1&token=t1",
    "/channels/inbox%3Au-ada/websocket?session=s1&token=t1",
  ]);
});

test("a message whose answer was lost goes up again on the next connection, with its id, and is shown once", async () => {
  const { time, chat, pass, socket, texts } = await play();
  await pass();
  socket("room")[0]?.open();
  chat.say("hello");
  await settled();
  const first = socket("room")[0]?.sent[0];
  expect(first).toMatchObject({ type: "publish", message: { id: "m-1", payload: { text: "hello" } } });
  socket("room")[0]?.end(1006);
  await settled();
  expect(chat.state.drafts).toMatchObject([{ text: "hello", state: "waiting" }]);
  time.turn(250);
  await settled();
  socket("room")[1]?.open();
  // It had been said: the log has it, and the answer to the second try names the same place.
  socket("room")[1]?.say(message(1, "hello", ADA));
  await settled();
  const again = socket("room")[1]?.sent[0] as { id: number; message: object };
  expect(again.message).toEqual((first as { message: object }).message);
  socket("room")[1]?.say({ type: "ack", id: again.id, position: "aaaa:1" });
  await settled();
  expect(texts()).toEqual(["hello"]);
  expect(chat.state.drafts).toEqual([]);
});

test("another transport goes on from the position that the one before has come to", async () => {
  const { stage, chat, pass, socket, texts } = await play();
  await pass();
  socket("room")[0]?.open();
  socket("room")[0]?.say(message(1, "one"));
  socket("room")[0]?.say(message(2, "two"));
  chat.setTransport("sse");
  expect(socket("room")[0]?.isClosed).toBe(true);
  expect(stage.sources[0]?.path).toBe("/channels/room%3Alobby/sse?session=s1&token=t1&after=aaaa:2");
  stage.sources[0]?.open();
  stage.sources[0]?.say(message(2, "two"));
  stage.sources[0]?.say(message(3, "three"));
  expect(texts()).toEqual(["one", "two", "three"]);
});

test("after a reset it asks anew from nothing, and says that something may be missing", async () => {
  const { pass, socket, texts } = await play();
  await pass();
  socket("room")[0]?.open();
  socket("room")[0]?.say(message(1, "one"));
  socket("room")[0]?.say(notice("reset", 9, { reason: "epoch", snapshot: null }, "bbbb"));
  expect(socket("room")[0]?.isClosed).toBe(true);
  expect(socket("room")[1]?.path).not.toContain("after");
  socket("room")[1]?.open();
  socket("room")[1]?.say(message(8, "eight", BOB, "room:lobby", "bbbb"));
  socket("room")[1]?.say(message(9, "nine", BOB, "room:lobby", "bbbb"));
  expect(texts()).toEqual(["one", "gap", "eight", "nine"]);
});

test("a token is renewed before it ends, in place on a WebSocket", async () => {
  const { time, asked, pass, socket } = await play();
  await pass();
  const room = socket("room")[0];
  room?.open();
  // Heard every 24 s, it is not taken for dead.
  for (let seq = 1; seq <= 10; seq += 1) {
    time.turn(24_000);
    room?.say(message(seq, "still here"));
  }
  await settled();
  expect(asked("/api/tokens").at(-1)).toMatchObject({
    path: "/api/tokens/refresh",
    body: { refresh: "r t1" },
  });
  await pass(ADA, "t2");
  expect(room?.sent).toContainEqual(expect.objectContaining({ type: "token", token: "t2" }));
  expect(socket("room")).toHaveLength(1);
});

test("a server that warns of a token's end is answered with a fresh one at once", async () => {
  const { asked, pass, socket } = await play();
  await pass();
  socket("room")[0]?.open();
  socket("room")[0]?.say({ type: "expiring", expiresAt: 1 });
  await settled();
  expect(asked("/api/tokens/refresh")).toHaveLength(1);
});

test("a server that was started anew knows nobody: one is somebody new, of the same name, and goes on", async () => {
  const { chat, asked, pass, socket } = await play("websocket", {
    session: "s1",
    name: "Ada",
    refresh: "of another life",
    drafts: [],
    letters: [],
  });
  expect(asked("/api/tokens/refresh")[0]?.body).toEqual({ refresh: "of another life" });
  void asked("/api/tokens/refresh")[0]?.answer(401, { error: { code: "bad-token", message: "token: …" } });
  await settled();
  await pass({ id: "u-new", name: "Ada" }, "t9");
  expect(chat.state.me?.id).toBe("u-new");
  expect(socket("inbox")[0]?.path).toContain("inbox%3Au-new");
});

test("typing goes up every 3 s at most, and fades after 4 s where it comes from", async () => {
  const { time, chat, pass, socket } = await play();
  await pass();
  const room = socket("room")[0];
  room?.open();
  const typings = () => room?.sent.filter((frame) => JSON.stringify(frame).includes("typing")).length;
  chat.type();
  chat.type();
  await settled();
  expect(typings()).toBe(1);
  time.turn(3000);
  chat.type();
  await settled();
  expect(typings()).toBe(2);
  room?.say(notice("typing", 0, { user: BOB }));
  room?.say(notice("typing", 0, { user: ADA }));
  expect(chat.state.typing).toEqual(["Bob"]);
  time.turn(4000);
  expect(chat.state.typing).toEqual([]);
});

test("a private message goes to the other's inbox, and a refusal is shown with it", async () => {
  const { chat, pass, socket } = await play();
  await pass();
  const room = socket("room")[0];
  room?.open();
  chat.say("psst", BOB);
  await settled();
  expect(room?.sent[0]).toMatchObject({ type: "publish", id: 1, channel: "inbox:u-bob" });
  room?.say({ type: "error", id: 1, code: "unknown-user", message: "channel: expected an inbox …" });
  await settled();
  expect(chat.state.drafts).toMatchObject([
    { to: BOB, state: "refused", reason: "channel: expected an inbox …" },
  ]);
  expect(chat.state.items).toEqual([]);
});

test("what was not said goes along to the next page, and the private messages that were", async () => {
  const { chat, pass, socket } = await play();
  await pass();
  const room = socket("room")[0];
  room?.open();
  chat.say("psst", BOB);
  await settled();
  room?.say({ type: "ack", id: (room.sent[0] as { id: number }).id, position: "zzzz:5" });
  await settled();
  chat.say("not yet");
  const kept = chat.keep();
  chat.close();
  const next = await play("websocket", kept);
  expect(next.chat.state.drafts).toMatchObject([{ id: "m-2", text: "not yet" }]);
  expect(next.chat.state.letters).toMatchObject([{ to: BOB, text: "psst" }]);
});

test("what was written in another room goes out to that one, and is seen neither waiting nor said in this", async () => {
  const before = await play();
  before.chat.say("to the lobby");
  const kept = before.chat.keep();
  before.chat.close();
  const { chat, pass, socket, texts } = await play("websocket", kept, "garden");
  expect(chat.state.drafts).toEqual([]);
  expect(chat.keep().drafts).toMatchObject([{ channel: "room:lobby", text: "to the lobby" }]);
  await pass();
  const garden = socket("garden")[0];
  garden?.open();
  await settled();
  expect(garden?.sent).toMatchObject([{ type: "publish", channel: "room:lobby" }]);
  // Channels may share an epoch: the same position in each is another message.
  garden?.say({ type: "ack", id: (garden.sent[0] as { id: number }).id, position: "aaaa:1" });
  await settled();
  expect(texts()).toEqual([]);
  expect(chat.keep().drafts).toEqual([]);
  garden?.say(message(1, "of the garden", BOB, "room:garden"));
  expect(texts()).toEqual(["of the garden"]);
});

test("once closed it leaves nothing waiting", async () => {
  const { time, chat, pass, socket } = await play();
  await pass();
  socket("room")[0]?.open();
  chat.say("hello");
  await settled();
  chat.close();
  await settled();
  expect(time.waiting).toBe(0);
});

import { afterEach, expect, test, vi } from "vitest";
import { CLOSE } from "#protocol/close-codes.ts";
import { Refusal } from "#protocol/refusal.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { counted, createStage } from "../testing/stage.ts";
import { connectWebSocket } from "./websocket.ts";

afterEach(() => vi.unstubAllGlobals());

function play() {
  const clock = createHandClock();
  const stage = createStage(clock);
  const connection = connectWebSocket(stage.link);
  const socket = (n: number) => {
    const opened = stage.sockets[n];
    if (!opened) throw new Error(`socket ${n} has not been opened`);
    return opened;
  };
  return { clock, stage, connection, socket };
}
const increment = { type: "increment", payload: { by: 1 } };

test("it opens one socket with the subprotocol, and hears what comes on it once", () => {
  const { clock, stage, socket } = play();
  expect(socket(0)).toMatchObject({
    path: "/channels/counter/websocket?session=s1",
    protocol: "ladder.v1",
  });
  socket(0).open();
  expect(stage.states.at(-1)).toEqual({ kind: "open", since: clock.now(), heardAt: clock.now() });
  socket(0).say(counted(1));
  socket(0).say(counted(1));
  expect([stage.messages.length, stage.duplicates.length]).toEqual([1, 1]);
});

test("after 30 s of silence it asks whether the socket lives, and any frame is the answer", () => {
  const { clock, stage, socket } = play();
  socket(0).open();
  clock.turn(20_000);
  socket(0).say(counted(4));
  clock.turn(29_999);
  expect(socket(0).sent).toEqual([]);
  clock.turn(1);
  expect(socket(0).sent).toEqual([{ type: "resume", id: 1, after: "aaaa:4" }]);
  expect(stage.probes).toBe(1);
  expect(stage.states.at(-1)).toEqual({ kind: "unanswered", since: clock.now() });
  clock.turn(9000);
  socket(0).say({ type: "ack", id: 1, position: "aaaa:4" });
  expect(stage.states.at(-1)).toMatchObject({ kind: "open", heardAt: clock.now() });
  clock.turn(30_000);
  expect(stage.probes).toBe(2);
});

test("a socket that has heard nothing yet asks without a position", () => {
  const { clock, socket } = play();
  socket(0).open();
  clock.turn(30_000);
  expect(socket(0).sent).toEqual([{ type: "resume", id: 1 }]);
});

test("a socket that does not answer in 10 s is dead: it is left behind, and a new one goes on where it was", () => {
  const { clock, stage, socket } = play();
  socket(0).open();
  socket(0).say(counted(4));
  clock.turn(40_000);
  expect(socket(0).isClosed).toBe(true);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "no answer in 10 s" });
  clock.turn(250);
  expect(socket(1).path).toBe("/channels/counter/websocket?session=s1&after=aaaa:4");
});

test("a handshake that does not end in 10 s is given up", () => {
  const { clock, stage, socket } = play();
  clock.turn(10_000);
  expect(socket(0).isClosed).toBe(true);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "no handshake in 10 s" });
});

test.each([
  ["the network (1006)", 1006, "", "the connection was lost"],
  ["a restart (1001)", CLOSE.goingAway, "the server is going away", "the server is going away"],
  ["a reader too slow (4008)", CLOSE.tooSlow, "", "closed with code 4008"],
])("it comes back after %s", (_, code, said, reason) => {
  const { clock, stage, socket } = play();
  socket(0).open();
  socket(0).end(code, said);
  expect(stage.states.at(-1)).toEqual({
    kind: "reconnecting",
    attempt: 1,
    nextAt: clock.now() + 250,
    reason,
  });
  clock.turn(250);
  expect(stage.sockets).toHaveLength(2);
});

test("it stays away after a close code that says so, and tells the server's words", () => {
  const { clock, stage, socket } = play();
  socket(0).open();
  socket(0).end(4500, "too many frames that could not be read");
  expect(stage.states.at(-1)).toEqual({
    kind: "refused",
    reason: "too many frames that could not be read",
  });
  expect(clock.waiting).toBe(0);
});

test("a handshake that fails is asked for its reason in plain HTTP", async () => {
  const { clock, stage, socket } = play();
  socket(0).end(1006);
  expect(stage.fetches[0]).toMatchObject({ method: "GET", path: "/channels/counter/websocket?session=s1" });
  await stage.fetches[0]?.answer(426, { error: { code: "upgrade-required", message: "Upgrade: …" } });
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "the connection broke off" });
  clock.turn(250);
  socket(1).end(1006);
  await stage.fetches[1]?.answer(404, { error: { code: "unknown-channel", message: "channel: …" } });
  expect(stage.states.at(-1)).toEqual({ kind: "refused", reason: "channel: …", code: "unknown-channel" });
  expect(stage.requests.map(({ kind }) => kind)).toEqual(["connection", "inquiry", "connection", "inquiry"]);
});

test("a message goes up as a frame, and the answer with its id is its own", async () => {
  const { connection, socket } = play();
  socket(0).open();
  const [first, second] = [connection.send(increment), connection.send({ type: "shout", payload: null })];
  expect(socket(0).sent[0]).toEqual({ type: "publish", id: 1, message: increment });
  socket(0).say({ type: "error", id: 2, code: "bad-message", message: "body.type: …" });
  socket(0).say({ type: "ack", id: 1, position: "aaaa:8" });
  await expect(first).resolves.toBe("aaaa:8");
  await expect(second).rejects.toEqual(new Refusal("bad-message", "body.type: …"));
});

test("what was not answered when the connection was lost says so, and what comes then is not sent at all", async () => {
  const { connection, socket } = play();
  socket(0).open();
  const sent = connection.send(increment);
  socket(0).end(1006);
  await expect(sent).rejects.toThrow("the connection was lost before the answer");
  await expect(connection.send(increment)).rejects.toThrow("not sent: the WebSocket is not open");
});

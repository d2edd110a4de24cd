import { afterEach, expect, test, vi } from "vitest";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { counted, createStage } from "../testing/stage.ts";
import { connectShortPolling } from "./short-polling.ts";

afterEach(() => vi.unstubAllGlobals());

function play(random = () => 0.5) {
  const clock = createHandClock();
  const stage = createStage(clock, random);
  const connection = connectShortPolling(stage.link);
  /** The n-th poll. */
  const poll = (n: number) => {
    const asked = stage.fetches[n];
    if (!asked) throw new Error(`poll ${n} has not been asked`);
    return asked;
  };
  return { clock, stage, connection, poll };
}

test("it asks from start to start, and the first rest is a random part of one, so that pages do not ask in step", async () => {
  const { clock, stage, poll } = play(() => 0.25);
  await poll(0).answer(200, [counted(1)]);
  expect(stage.states.at(-1)).toEqual({ kind: "resting", askedAt: clock.now(), nextAt: clock.now() + 250 });
  clock.turn(249);
  expect(stage.fetches).toHaveLength(1);
  clock.turn(1);
  clock.turn(300); // the answer takes 300 ms
  await poll(1).answer(200, []);
  clock.turn(699);
  expect(stage.fetches).toHaveLength(2);
  clock.turn(1);
  expect(stage.fetches).toHaveLength(3);
});

test("it never has two requests open: an answer that takes longer than the interval is followed at once by the next", async () => {
  const { clock, stage, poll } = play();
  await poll(0).answer(200, []);
  clock.turn(500);
  clock.turn(3500);
  expect(stage.fetches).toHaveLength(2);
  await poll(1).answer(200, []);
  clock.turn(0);
  expect(stage.fetches).toHaveLength(3);
  await poll(2).answer(200, []);
  clock.turn(999); // and the time lost is not made up for
  expect(stage.fetches).toHaveLength(3);
  clock.turn(1);
  expect(stage.fetches).toHaveLength(4);
});

test("it says what it has seen, and hears nothing twice", async () => {
  const { clock, stage, poll } = play();
  expect(poll(0).path).toBe("/channels/counter/short-polling?session=s1");
  await poll(0).answer(200, [counted(7)]);
  clock.turn(500);
  expect(poll(1).path).toBe("/channels/counter/short-polling?session=s1&after=aaaa:7");
  await poll(1).answer(200, [counted(7), counted(9)]);
  expect(stage.messages.map(({ seq }) => seq)).toEqual([7, 9]);
  expect(stage.duplicates.map(({ seq }) => seq)).toEqual([7]);
});

test("a new interval counts at once, not only after the old one is over", async () => {
  const { clock, stage, poll } = play(() => 1);
  stage.settings.pollMs = 30_000;
  await poll(0).answer(200, []);
  clock.turn(2000);
  stage.settings.pollMs = 1000;
  clock.turn(500);
  expect(stage.fetches).toHaveLength(2);
});

test("with ETags on it asks whether the last one still holds, and takes a 304 for an answer without news", async () => {
  const { clock, stage, poll } = play();
  await poll(0).answer(200, [counted(1)], { ETag: '"aaaa:1"' });
  stage.settings.etag = true;
  clock.turn(500);
  expect(poll(1).path).toContain("&etag=1");
  expect(poll(1).headers).toEqual({ "If-None-Match": '"aaaa:1"' });
  await poll(1).answer(304);
  expect(stage.requests.map(({ outcome }) => outcome)).toEqual(["news", "empty"]);
  expect(stage.states.at(-1)?.kind).toBe("resting");
  stage.settings.etag = false;
  clock.turn(1000);
  expect(poll(2).headers).toEqual({});
});

test("after a failure it comes back with full jitter, and the interval counts from there", async () => {
  const { clock, stage, poll } = play(() => 0.5);
  await poll(0).lose();
  const first = { kind: "reconnecting", attempt: 1, reason: "the server cannot be reached" };
  expect(stage.states.at(-1)).toEqual({ ...first, nextAt: clock.now() + 250 });
  clock.turn(250);
  await poll(1).answer(502, "<h1>Bad gateway</h1>");
  expect(stage.states.at(-1)).toMatchObject({ attempt: 2, reason: "the server answered 502" });
  expect(stage.states.at(-1)).toMatchObject({ nextAt: clock.now() + 500 });
  clock.turn(500);
  await poll(2).answer(200, []);
  clock.turn(499);
  expect(stage.fetches).toHaveLength(3);
  clock.turn(1);
  expect(stage.fetches).toHaveLength(4);
});

test("it stays away as long as the server asks for, and some more", async () => {
  const { clock, stage, poll } = play(() => 0.5);
  await poll(0).answer(
    503,
    { error: { code: "draining", message: "the server is going away; come back" } },
    { "Retry-After": "7" },
  );
  const reason = "the server is going away; come back";
  expect(stage.states.at(-1)).toMatchObject({ reason, nextAt: clock.now() + 7250 });
});

test("what cannot be read is a failure, and told as one", async () => {
  const { stage, poll } = play();
  await poll(0).answer(200, "<h1>Sign in to the network</h1>");
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "the answer could not be read" });
});

test("an answer that does not come in 30 s is not waited for", () => {
  const { clock, stage, poll } = play();
  clock.turn(30_000);
  expect(poll(0).isAborted).toBe(true);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "no answer in 30 s" });
});

test("closed in the middle of an answer, it hears no more of it", async () => {
  const { clock, stage, connection, poll } = play();
  const heard: number[] = [];
  stage.link.listener.message = ({ seq }) => {
    heard.push(seq);
    connection.close();
  };
  await poll(0).answer(200, [counted(1), counted(2)]);
  expect(heard).toEqual([1]);
  expect(clock.waiting).toBe(0);
});

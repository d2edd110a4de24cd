import { afterEach, expect, test, vi } from "vitest";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { counted, createStage } from "../testing/stage.ts";
import { connectLongPolling } from "./long-polling.ts";

afterEach(() => vi.unstubAllGlobals());

function play() {
  const clock = createHandClock();
  const stage = createStage(clock);
  const connection = connectLongPolling(stage.link);
  const poll = (n: number) => {
    const asked = stage.fetches[n];
    if (!asked) throw new Error(`poll ${n} has not been asked`);
    return asked;
  };
  return { clock, stage, connection, poll };
}

test("it asks again at once, after news and after none", async () => {
  const { clock, stage, poll } = play();
  expect(poll(0).path).toBe("/channels/counter/long-polling?session=s1&timeout=25");
  await poll(0).answer(200, [counted(3)]);
  expect(poll(1).path).toBe("/channels/counter/long-polling?session=s1&after=aaaa:3&timeout=25");
  clock.turn(25_000);
  await poll(1).answer(204);
  expect(stage.fetches).toHaveLength(3);
  expect(stage.requests.map(({ outcome }) => outcome)).toEqual(["news", "empty", undefined]);
});

test("a new hold counts from the next question on", async () => {
  const { clock, stage, poll } = play();
  stage.settings.holdS = 5;
  clock.turn(25_000);
  await poll(0).answer(204);
  expect(poll(1).path).toContain("timeout=5");
});

test("empty answers that come too early are not asked for round and round, but with back-off", async () => {
  const { clock, stage, poll } = play();
  await poll(0).answer(204);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", attempt: 1 });
  clock.turn(250);
  await poll(1).answer(200, []);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", attempt: 2 });
  clock.turn(499);
  expect(stage.fetches).toHaveLength(2);
  clock.turn(1);
  expect(stage.fetches).toHaveLength(3);
});

test("servers that each reset what the other has said are not asked round and round, but with back-off", async () => {
  const { clock, stage, poll } = play();
  const reset = (epoch: string) => ({ ...counted(1), epoch, type: "reset", payload: { reason: "epoch" } });
  await poll(0).answer(200, [counted(1)]);
  await poll(1).answer(200, [reset("bbbb")]);
  expect(stage.fetches, "one reset is what a server says that was started anew").toHaveLength(3);
  await poll(2).answer(200, [reset("aaaa")]);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", attempt: 1 });
  clock.turn(250);
  await poll(3).answer(200, [reset("bbbb")]);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", attempt: 2 });
  clock.turn(500);
  await poll(4).answer(200, [{ ...counted(2), epoch: "bbbb" }]);
  expect(stage.fetches, "and news from the same one ends it").toHaveLength(6);
});

test("a poll that takes longer than two round trips is parked, since it was asked", async () => {
  const { clock, stage, poll } = play();
  clock.turn(40);
  await poll(0).answer(200, [counted(1)]);
  const since = clock.now();
  clock.turn(79);
  expect(stage.states.at(-1)).toEqual({ kind: "asking", since });
  clock.turn(1);
  expect(stage.states.at(-1)).toEqual({ kind: "parked", since });
  await poll(1).answer(200, [counted(2)]);
  expect(stage.states.at(-1)).toEqual({ kind: "asking", since: clock.now() });
});

test("a poll that was forgotten on the way is given up ten seconds after the hold, and asked again", () => {
  const { clock, stage, poll } = play();
  clock.turn(34_999);
  expect(poll(0).isAborted).toBe(false);
  clock.turn(1);
  expect(poll(0).isAborted).toBe(true);
  expect(stage.requests[0]?.outcome).toBe("failed");
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "no answer in 35 s" });
  clock.turn(250);
  expect(stage.fetches).toHaveLength(2);
});

test("a failed poll does not go on to be told as parked", async () => {
  const { clock, stage, poll } = play();
  await poll(0).lose();
  clock.turn(249);
  expect(stage.states.at(-1)?.kind).toBe("reconnecting");
});

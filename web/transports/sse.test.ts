import { afterEach, expect, test, vi } from "vitest";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { counted, createStage } from "../testing/stage.ts";
import { connectSse } from "./sse.ts";

afterEach(() => vi.unstubAllGlobals());

function play() {
  const clock = createHandClock();
  const stage = createStage(clock);
  const connection = connectSse(stage.link);
  const source = (n: number) => {
    const opened = stage.sources[n];
    if (!opened) throw new Error(`stream ${n} has not been opened`);
    return opened;
  };
  const kinds = () => stage.requests.map(({ kind }) => kind);
  return { clock, stage, connection, source, kinds };
}

test("it opens one stream, and hears what comes on it once", () => {
  const { clock, stage, source } = play();
  expect(source(0).path).toBe("/channels/counter/sse?session=s1");
  source(0).open();
  expect(stage.states.at(-1)).toEqual({ kind: "open", since: clock.now(), heardAt: clock.now() });
  source(0).say(counted(1));
  source(0).say(counted(2));
  source(0).say(counted(2));
  expect(stage.messages.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(stage.duplicates.map(({ seq }) => seq)).toEqual([2]);
});

test("a stream that breaks is the browser's to mend, and its request counts once it has come through", () => {
  const { stage, source, kinds } = play();
  source(0).open();
  source(0).break();
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", nextAt: undefined, attempt: 1 });
  expect(kinds()).toEqual(["connection"]);
  source(0).open();
  expect(stage.states.at(-1)?.kind).toBe("open");
  expect(stage.requests.map(({ outcome }) => outcome)).toEqual(["failed", undefined]);
  source(0).break();
  source(0).open();
  expect(stage.sources).toHaveLength(1);
  expect(kinds()).toEqual(["connection", "connection", "connection"]);
});

test("where the browser tries in vain, it is made to stop, and a new stream goes on where the old one was", async () => {
  const { clock, stage, source, kinds } = play();
  source(0).open();
  source(0).say(counted(5));
  source(0).break();
  source(0).break();
  expect(source(0).readyState).toBe(2);
  await stage.fetches[0]?.lose();
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "the server cannot be reached" });
  clock.turn(250);
  expect(source(1).path).toBe("/channels/counter/sse?session=s1&after=aaaa:5");
  expect(kinds()).toEqual(["connection", "inquiry", "connection"]);
});

test("a roll call ends the stream and breaks nothing: the browser asks for the next, and the lane stays open", () => {
  const { clock, stage, source } = play();
  source(0).open();
  source(0).sayNamed("roll-call", { withinMs: 45_000 });
  clock.turn(40_000);
  source(0).sayNamed("roll-call", { withinMs: 0 });
  source(0).break();
  expect(stage.states.at(-1)?.kind).toBe("open");
  source(0).open();
  source(0).sayNamed("roll-call", { withinMs: 45_000 });
  expect(stage.requests.map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ["connection", "empty"],
    ["connection", undefined],
  ]);
  source(0).break();
  expect(stage.states.at(-1)?.kind).toBe("reconnecting");
  clock.turn(3_600_000);
  expect(stage.sources).toHaveLength(1);
});

test("a stream that outlives its announced end is dead: 10 s later another is opened", () => {
  const { clock, stage, source } = play();
  source(0).open();
  source(0).sayNamed("roll-call", { withinMs: 45_000 });
  clock.turn(54_999);
  expect(stage.states.at(-1)?.kind).toBe("open");
  clock.turn(1);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "the stream outlived its end" });
  clock.turn(250);
  expect(stage.sources).toHaveLength(2);
});

test("so is one that nobody answers after a roll call", () => {
  const { clock, stage, source } = play();
  source(0).open();
  source(0).sayNamed("roll-call", { withinMs: 0 });
  source(0).break();
  clock.turn(10_000);
  expect(stage.states.at(-1)?.kind).toBe("reconnecting");
});

test("an EventSource killed by a proxy's 502 is made anew, with back-off, where it was", async () => {
  const { clock, stage, source, kinds } = play();
  source(0).open();
  source(0).say(counted(5));
  source(0).break();
  source(0).die();
  // The stream, the browser's own try that met the 502, and the question why.
  expect(kinds()).toEqual(["connection", "connection", "inquiry"]);
  expect(stage.fetches[0]).toMatchObject({ method: "HEAD", path: "/channels/counter/sse?session=s1" });
  await stage.fetches[0]?.answer(502);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "the server answered 502" });
  clock.turn(250);
  expect(source(1).path).toBe("/channels/counter/sse?session=s1&after=aaaa:5");
});

test("a no for good is asked for its words, and not asked again", async () => {
  const { clock, stage, source, kinds } = play();
  source(0).die();
  await stage.fetches[0]?.answer(404);
  expect(stage.fetches[1]?.method).toBe("GET");
  const error = { code: "unknown-channel", message: "channel: expected counter, got nonsense" };
  await stage.fetches[1]?.answer(404, { error });
  expect(stage.states.at(-1)).toEqual({ kind: "refused", reason: error.message, code: error.code });
  expect(kinds()).toEqual(["connection", "inquiry", "inquiry"]);
  expect(clock.waiting).toBe(0);
});

test("a proxy that takes no HEAD is not the server's no: where the stream would open, it is opened", async () => {
  const { clock, stage, source } = play();
  source(0).die();
  await stage.fetches[0]?.answer(405);
  await stage.fetches[1]?.answer(200, "retry: 1000");
  expect(stage.fetches[1]?.isAborted).toBe(true);
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting" });
  clock.turn(250);
  expect(source(1).path).toBe("/channels/counter/sse?session=s1");
});

test("it stays away as long as the server asks for", async () => {
  const { clock, stage, source } = play();
  source(0).die();
  await stage.fetches[0]?.answer(503, undefined, { "Retry-After": "60" });
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", nextAt: clock.now() + 60_250 });
});

test("an event that cannot be read ends the stream, and a new one goes on where it was", () => {
  const { clock, stage, source } = play();
  source(0).open();
  source(0).say(counted(5));
  source(0).say("<h1>");
  expect(stage.states.at(-1)).toMatchObject({ kind: "reconnecting", reason: "an event could not be read" });
  expect(source(0).readyState).toBe(2);
  clock.turn(250);
  expect(source(1).path).toContain("after=aaaa:5");
});

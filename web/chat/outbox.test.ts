import { expect, test } from "vitest";
import type { Publication } from "#protocol/frames.ts";
import { Refusal } from "#protocol/refusal.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { createOutbox, type Draft } from "./outbox.ts";

interface Try {
  readonly message: Publication;
  readonly channel: string;
  readonly ack: (position: string) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
}

/** An outbox whose way up is the test itself. */
function play(left: readonly Draft[] = []) {
  const time = createHandClock();
  const tries: Try[] = [];
  const sent: string[] = [];
  let unknowns = 0;
  let ids = 0;
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const outbox = createOutbox({
    time,
    random: () => 0.5,
    newId: () => String(++ids),
    left,
    send: (message, channel) =>
      new Promise((resolve, reject) => {
        tries.push({
          message,
          channel,
          ack(position) {
            resolve(position);
            return settled();
          },
          fail(error) {
            reject(error);
            return settled();
          },
        });
      }),
    sent: ({ text }, position) => void sent.push(`${text} at ${position}`),
    unknown: () => {
      unknowns += 1;
    },
    changed() {},
  });
  const write = (text: string) => outbox.write({ to: undefined, channel: "room:lobby", text });
  const states = () => outbox.drafts.map(({ text, state }) => `${text}: ${state}`);
  return { time, tries, sent, outbox, write, states, unknowns: () => unknowns };
}

test("messages go up one after the other, in the order of writing", async () => {
  const { tries, sent, write, states } = play();
  write("one");
  write("two");
  expect(tries).toHaveLength(1);
  expect(states()).toEqual(["one: under-way", "two: waiting"]);
  await tries[0]?.ack("a:1");
  expect(tries).toHaveLength(2);
  await tries[1]?.ack("a:2");
  expect(sent).toEqual(["one at a:1", "two at a:2"]);
  expect(states()).toEqual([]);
});

test("where the answer was lost the same message is said again, with the same id, before any other", async () => {
  const { time, tries, sent, write, states } = play();
  write("one");
  write("two");
  await tries[0]?.fail(new Error("the connection was lost before the answer"));
  expect(states()).toEqual(["one: waiting", "two: waiting"]);
  expect(tries).toHaveLength(1);
  time.turn(250); // half of the first bound of 500 ms
  expect(tries).toHaveLength(2);
  expect(tries[1]?.message).toEqual(tries[0]?.message);
  await tries[1]?.ack("a:1");
  await tries[2]?.ack("a:2");
  expect(sent).toEqual(["one at a:1", "two at a:2"]);
});

test("a connection that is back ends the wait, but not one that the server has asked for", async () => {
  const { time, tries, outbox, write } = play();
  write("one");
  await tries[0]?.fail(new Error("not open"));
  outbox.hurry();
  expect(tries).toHaveLength(2);
  await tries[1]?.fail(new Refusal("rate-limited", "rate: …", { "Retry-After": "3" }));
  outbox.hurry();
  expect(tries).toHaveLength(2);
  time.turn(2999);
  expect(tries).toHaveLength(2);
  time.turn(501);
  expect(tries).toHaveLength(3);
});

test.each(["rate-limited", "backplane-lost", "draining", "internal-error"] as const)(
  "%s is of the moment: it is tried again",
  async (code) => {
    const { time, tries, write, states } = play();
    write("one");
    await tries[0]?.fail(new Refusal(code, "…"));
    expect(states()).toEqual(["one: waiting"]);
    time.turn(500);
    expect(tries).toHaveLength(2);
  },
);

test.each(["bad-message", "unknown-user", "not-yours"] as const)(
  "%s is final: it stays to be seen, and the next one goes up",
  async (code) => {
    const { time, tries, outbox, write, states } = play();
    write("one");
    write("two");
    await tries[0]?.fail(new Refusal(code, "why"));
    expect(states()).toEqual(["one: refused", "two: under-way"]);
    expect(outbox.drafts[0]?.reason).toBe("why");
    time.turn(60_000);
    expect(tries).toHaveLength(2);
    outbox.drop(outbox.drafts[0]?.id ?? "");
    expect(states()).toEqual(["two: under-way"]);
  },
);

test("a token that is refused asks for another, and the message waits for it", async () => {
  const { tries, outbox, write, unknowns } = play();
  write("one");
  await tries[0]?.fail(new Refusal("token-expired", "…"));
  expect(unknowns()).toBe(1);
  outbox.hurry();
  expect(tries).toHaveLength(2);
});

test("what a page before has left goes up first, with the id that it had", () => {
  const left: Draft = {
    id: "m-old",
    to: undefined,
    channel: "room:lobby",
    text: "before",
    writtenAt: 0,
    state: "under-way",
    reason: undefined,
    isHeard: false,
  };
  const { tries } = play([left]);
  expect(tries[0]?.message).toEqual({ id: "m-old", type: "said", payload: { text: "before" } });
});

test("what was heard before its answer is known to be, and is said again with its id until there is one", async () => {
  const { time, tries, outbox, write } = play();
  write("one");
  await tries[0]?.fail(new Error("lost"));
  outbox.heard("another", "room:lobby");
  outbox.heard("one", "room:garden");
  expect(outbox.drafts).toMatchObject([{ isHeard: false }]);
  outbox.heard("one", "room:lobby");
  expect(outbox.drafts).toMatchObject([{ isHeard: true }]);
  time.turn(250);
  expect(tries[1]?.message).toEqual(tries[0]?.message);
});

test("once closed nothing is tried any more", async () => {
  const { time, tries, outbox, write } = play();
  write("one");
  await tries[0]?.fail(new Error("lost"));
  outbox.close();
  time.turn(60_000);
  expect(tries).toHaveLength(1);
  expect(time.waiting).toBe(0);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type NetworkEvent, NO_FAULTS } from "#protocol/network.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { createHandClock } from "../../server/testing/hand-clock.ts";
import { FakeWebSocket } from "../testing/stage.ts";
import { createOperator } from "./operator.ts";
import type { NetworkNews } from "./operator-words.ts";
import type { Published, TapeStore } from "./tape.ts";

const PORTS = { "short-polling": 1, "long-polling": 2, sse: 3, websocket: 4, control: 5 };
const URL = "http://lab/api/sessions/s1/network";
const OPEN = { type: "open", network: 1, url: URL, seed: 7, ownServer: false, faults: NO_FAULTS } as const;

let sockets: FakeWebSocket[] = [];
beforeEach(() => {
  sockets = [];
  vi.stubGlobal(
    "WebSocket",
    class extends FakeWebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        sockets.push(this);
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

const entryOf = (id: number, part: Partial<Entry> = {}): Entry =>
  ({ id, kind: "request", lane: "sse", label: "GET sse", ...part }) as Entry;

/** The operator with a store whose entries the test sets; `socket` is the newest that it opened. */
function startOperator() {
  const time = createHandClock(1000);
  const news: NetworkNews[] = [];
  const entries: Entry[] = [];
  const updates: Published[] = [];
  const store: TapeStore = { feed() {}, entries, updates, lost: 0, dissect: () => undefined };
  const operator = createOperator({ createStore: () => store, time, post: (one) => void news.push(one) });
  operator.command(OPEN);
  const socket = () => sockets.at(-1) as FakeWebSocket;
  const say = (event: NetworkEvent) => socket().say(event);
  return { time, news, entries, updates, operator, socket, say };
}

function openOperator() {
  const stand = startOperator();
  stand.socket().open();
  stand.say({ type: "opened", at: 0, ports: PORTS });
  stand.news.length = 0;
  return stand;
}

test("a network is opened by its first frame, and what was asked before that is asked once there are ports", () => {
  const { socket, operator, say, news } = startOperator();
  expect(socket().path).toBe("/api/sessions/s1/network");
  expect(socket().protocol).toBe("ladder-network.v1");
  operator.command({ type: "faults", faults: { stall: true } });
  socket().open();
  expect(socket().sent).toEqual([{ type: "open", seed: 7, ownServer: false, tape: true }]);
  say({ type: "opened", at: 0, ports: PORTS });
  expect(socket().sent.slice(1)).toEqual([
    { type: "faults", faults: NO_FAULTS },
    { type: "faults", faults: { stall: true } },
  ]);
  expect(news).toEqual([{ type: "event", network: 1, event: { type: "opened", at: 0, ports: PORTS } }]);
});

test("an act and a script go to the network as they are", () => {
  const { operator, socket } = openOperator();
  operator.command({ type: "act", act: "crash", forMs: 1200 });
  operator.command({ type: "script", cues: [{ atMs: 5000, act: "cut" }] });
  expect(socket().sent.slice(-2)).toEqual([
    { type: "act", act: "crash", forMs: 1200 },
    { type: "script", cues: [{ atMs: 5000, act: "cut" }] },
  ]);
});

test("a network that is refused is gone, with the server's words", () => {
  const { say, socket, news } = startOperator();
  socket().open();
  say({ type: "error", code: "bad-message", message: "frame.seed: expected an integer, got 1.5" });
  expect(news.at(-1)).toEqual({
    type: "gone",
    network: 1,
    reason: "frame.seed: expected an integer, got 1.5",
  });
  expect(socket().isClosed).toBe(true);
});

test("once it is open, what is asked in vain is told, and the network stays", () => {
  const { say, socket, news } = openOperator();
  const error = {
    type: "error",
    code: "bad-message",
    message: "act: expected a server of one's own",
  } as const;
  say(error);
  expect(news).toEqual([{ type: "event", network: 1, event: error }]);
  expect(socket().isClosed).toBe(false);
});

test.each([
  [
    503,
    { error: { code: "too-many-sessions", message: "networks: expected at most 32" } },
    "networks: expected at most 32",
  ],
  [
    426,
    { error: { code: "upgrade-required", message: "Upgrade: expected websocket" } },
    "the connection broke off",
  ],
])("a handshake that fails is explained by what a plain request gets: %i", async (status, body, reason) => {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status }));
  const { socket, news } = startOperator();
  socket().end(1006);
  await expect.poll(() => news.at(-1)).toEqual({ type: "gone", network: 1, reason });
});

test("a network that does not come is given up", () => {
  const { time, news } = startOperator();
  time.turn(30_000);
  expect(news.at(-1)).toEqual({ type: "gone", network: 1, reason: "no network in 30 s" });
});

test("entries go to the page in batches, each time those that are new or have changed", () => {
  const { time, news, entries, updates, say } = openOperator();
  const tape = { type: "tape", records: [], lost: 0 } as const;
  entries.push(entryOf(1), entryOf(2));
  updates.push({ epoch: "k", seq: 1, at: 10 });
  say(tape);
  say(tape);
  expect(news).toEqual([]);
  time.turn(100);
  expect(news).toMatchObject([
    { batch: { changed: [{ id: 1 }, { id: 2 }], first: 1, updates: [{ seq: 1 }], lost: 0, unrecorded: 0 } },
  ]);
  entries.splice(0, 2, entryOf(2, { arrivedAt: 5 }), entryOf(3));
  updates.push({ epoch: "k", seq: 2, at: 20 });
  say({ ...tape, lost: 4 });
  time.turn(100);
  expect(news.slice(1)).toMatchObject([
    {
      batch: {
        changed: [{ id: 2, arrivedAt: 5 }, { id: 3 }],
        first: 2,
        updates: [{ seq: 2 }],
        lost: 0,
        unrecorded: 4,
      },
    },
  ]);
  time.turn(1000);
  expect(news).toHaveLength(2);
});

test("an update that is heard of after a newer one is told all the same, once", () => {
  const { time, news, updates, say } = openOperator();
  const hear = () => {
    say({ type: "tape", records: [], lost: 0 });
    time.turn(100);
  };
  updates.push({ epoch: "k", seq: 7, at: 70 });
  hear();
  updates.unshift({ epoch: "k", seq: 6, at: 60 });
  hear();
  hear();
  expect(news).toMatchObject([
    { batch: { updates: [{ seq: 7 }] } },
    { batch: { updates: [{ seq: 6 }] } },
    { batch: { updates: [] } },
  ]);
});

test("a closed network gives away what it still has, and another begins", () => {
  const { operator, entries, news, say, socket } = openOperator();
  entries.push(entryOf(1));
  say({ type: "tape", records: [], lost: 0 });
  const first = socket();
  operator.command({ ...OPEN, network: 2 });
  expect(news).toMatchObject([{ type: "batch", network: 1, batch: { changed: [{ id: 1 }] } }]);
  expect(first.isClosed).toBe(true);
  expect(sockets).toHaveLength(2);
});

test("records are kept for who asks, until another network is opened", () => {
  const { operator, news, say } = openOperator();
  const opened = { kind: "opened", at: 1, connection: 1, lane: "sse", clientPort: 5, lanePort: 3 } as const;
  say({ type: "tape", records: [opened], lost: 0 });
  operator.command({ type: "records", question: 4 });
  expect(news).toEqual([{ type: "records", question: 4, records: [opened] }]);
  operator.command({ ...OPEN, network: 2 });
  operator.command({ type: "records", question: 5 });
  expect(news.at(-1)).toEqual({ type: "records", question: 5, records: [] });
});

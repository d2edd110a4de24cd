import { once } from "node:events";
import {
  type AddressInfo,
  connect,
  createServer,
  type NetConnectOpts,
  type Server,
  type Socket,
} from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type LanePort, NO_FAULTS } from "#protocol/network.ts";
import { untilHolds } from "../testing/until-holds.ts";
import { createJitter, type Luck } from "./jitter.ts";
import { createRecorder } from "./recorder.ts";
import { relayLane } from "./relay.ts";

const draw = ({ client, server }: Luck) => [
  [client(), client(), client()],
  [server(), server(), server()],
];

/** What each connection draws, by lane, where they come in this order. */
function luckOf(seed: number, ...lanes: LanePort[]): Record<string, number[][][]> {
  const { next } = createJitter(seed);
  const drawn: Record<string, number[][][]> = {};
  for (const lane of lanes) drawn[lane] = [...(drawn[lane] ?? []), draw(next(lane))];
  return drawn;
}

test("the same seed gives a lane the same delays, though connections arrive in another order", () => {
  const one = luckOf(7, "sse", "websocket", "sse", "control", "short-polling");
  expect(luckOf(7, "short-polling", "control", "websocket", "sse", "sse")).toEqual(one);
  expect(luckOf(8, "sse").sse?.[0]).not.toEqual(one.sse?.[0]);
});

test("no two connections and no two directions draw the same", () => {
  const drawn = Object.values(luckOf(7, "sse", "sse", "websocket", "websocket")).flat(2);
  expect(new Set(drawn.map(String)).size).toBe(8);
});

test("what one side draws moves nothing of the other's", () => {
  const [one, other] = [createJitter(7).next("sse"), createJitter(7).next("sse")];
  for (let i = 0; i < 5; i += 1) one.client();
  expect(one.server()).toBe(other.server());
});

/** How long after it came what each side says is due, on the first connection of each lane, on a clock that stands still. */
async function delaysOf(seed: number, lanes: readonly LanePort[]): Promise<Record<string, number[]>> {
  const jitter = createJitter(seed);
  const far = await listen();
  const delays: Record<string, number[]> = {};
  for (const lane of lanes) {
    const dues: number[] = [];
    const listener = await listen();
    const relay = relayLane(listener, {
      lane,
      connect: () => connect(portOf(far)),
      faults: () => ({ ...NO_FAULTS, jitterMs: 1000 }),
      now: () => 0,
      wait(dueAt) {
        dues.push(dueAt);
        return () => {};
      },
      sum: { heldBytes: 0 },
      recorder: createRecorder({ after: () => () => {}, tell() {} }),
      nextId: () => 1,
      nextLuck: () => jitter.next(lane),
    });
    onTestFinished(() => relay.close());
    const arrival = once(far, "connection");
    const browser = connect(portOf(listener));
    const [server] = (await arrival) as [Socket];
    for (const side of [browser, server]) {
      side.on("error", () => {}); // the relay's end is the test's
      onTestFinished(() => void side.destroy());
      const before = dues.length;
      side.write("x");
      await untilHolds(() => expect(dues.length).toBe(before + 1));
    }
    delays[lane] = dues;
  }
  return delays;
}

async function listen(): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return server;
}

const portOf = (server: Server): NetConnectOpts => ({
  host: "127.0.0.1",
  port: (server.address() as AddressInfo).port,
});

test("both directions of a connection are delayed as the seed says, whichever lane was first", async () => {
  const one = await delaysOf(7, ["sse", "websocket"]);
  expect(await delaysOf(7, ["websocket", "sse"])).toEqual(one);
  const { client, server } = createJitter(7).next("sse");
  expect(one.sse).toEqual([client() * 1000, server() * 1000]);
});

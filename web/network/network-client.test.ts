import { expect, test } from "vitest";
import { NO_FAULTS } from "#protocol/network.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import { createNetworkClient, type NetworkWorker } from "./network-client.ts";
import type { NetworkCommand, NetworkNews, SaidEvent } from "./operator-words.ts";

const PORTS = { "short-polling": 1, "long-polling": 2, sse: 3, websocket: 4, control: 5 };
const WANT = { url: "http://lab/network", seed: 1, ownServer: true, faults: NO_FAULTS };

function openClient() {
  const asked: NetworkCommand[] = [];
  const workers = { begun: 0, ended: 0 };
  const worker: NetworkWorker = {
    postMessage: (command) => void asked.push(command),
    terminate() {
      workers.ended += 1;
    },
    onmessage: null,
    onerror: null,
  };
  let disturbances = 0;
  const client = createNetworkClient({
    spawn() {
      workers.begun += 1;
      return worker;
    },
    offsetMs: () => 0,
    serverNow: () => 9000,
    disturbed: () => {
      disturbances += 1;
    },
  });
  const tell = (news: NetworkNews) => worker.onmessage?.({ data: news } as MessageEvent<NetworkNews>);
  const say = (event: SaidEvent, network = 1) => tell({ type: "event", network, event });
  client.open(WANT, () => {});
  say({ type: "opened", at: 0, ports: PORTS });
  return { client, asked, tell, say, worker, workers, disturbances: () => disturbances };
}

test("a stall counts from when it began, whatever else is changed meanwhile", () => {
  const { client, say } = openClient();
  say({ type: "faults", at: 1000, faults: { ...NO_FAULTS, stall: true } });
  say({ type: "faults", at: 2000, faults: { ...NO_FAULTS, stall: true, latencyMs: 50 } });
  expect(client.state).toMatchObject({ stalledAt: 1000, faults: { latencyMs: 50 } });
  say({ type: "faults", at: 3000, faults: NO_FAULTS });
  expect(client.state.stalledAt).toBeUndefined();
});

test("a server that does not start again is no refusal of what was asked: it is said until it is back", () => {
  const { client, say } = openClient();
  say({ type: "act", at: 1000, act: "crash", forMs: 500 });
  say({ type: "server", at: 1001, state: "down" });
  say({ type: "error", code: "server-failed", message: "it ended with 1" });
  expect(client.state).toMatchObject({ down: { at: 1001, failure: "it ended with 1" }, trouble: undefined });
  say({ type: "server", at: 4000, state: "up" });
  expect(client.state).toMatchObject({ down: undefined, trouble: undefined });
});

test("a server that crashes is back when it said it would be", () => {
  const { client, say, disturbances } = openClient();
  say({ type: "act", at: 1000, act: "crash", forMs: 1200 });
  say({ type: "server", at: 1001, state: "down" });
  expect(client.state.down).toEqual({ at: 1001, backAt: 2201 });
  say({ type: "server", at: 2300, state: "up" });
  expect(client.state.down).toBeUndefined();
  expect(disturbances()).toBe(3);
});

test("what was asked in vain is said until the next is asked", () => {
  const { client, say } = openClient();
  say({ type: "error", code: "bad-message", message: "act: crash needs a server of the network's own" });
  expect(client.state).toMatchObject({
    phase: "open",
    trouble: "act: crash needs a server of the network's own",
  });
  client.act("cut");
  expect(client.state.trouble).toBeUndefined();
});

test("what a hand has set is wanted at once, and what it is counts again when the network says so or refuses", () => {
  const { client, say } = openClient();
  client.setFaults({ stall: true });
  client.setFaults({ latencyMs: 50 });
  expect(client.state.faults).toEqual(NO_FAULTS);
  expect(client.state.wanted).toEqual({ ...NO_FAULTS, stall: true, latencyMs: 50 });
  say({ type: "faults", at: 500, faults: { ...NO_FAULTS, stall: true } });
  expect(client.state.wanted.latencyMs, "its answer is still to come").toBe(50);
  say({ type: "faults", at: 600, faults: NO_FAULTS });
  expect(client.state.wanted, "and a script changes the other").toEqual({ ...NO_FAULTS, latencyMs: 50 });
  say({ type: "error", code: "bad-message", message: "latencyMs: expected less" });
  expect(client.state.wanted).toEqual(NO_FAULTS);
  say({ type: "faults", at: 1000, faults: { ...NO_FAULTS, stall: true } });
  expect(client.state.wanted).toEqual(client.state.faults);
});

test("each question about bytes gets its own answer, and none where the worker has failed", async () => {
  const { client, tell, worker } = openClient();
  const [first, second, third] = [client.tape.dissect(1), client.tape.dissect(2), client.tape.dissect(3)];
  const dissection = { bytes: new Uint8Array([65]), fields: [] };
  tell({ type: "dissection", question: 2, dissection });
  tell({ type: "dissection", question: 1, dissection: undefined });
  expect(await second).toBe(dissection);
  expect(await first).toBeUndefined();
  worker.onerror?.({ message: "out of memory" } as ErrorEvent);
  expect(await third).toBeUndefined();
  expect(client.state).toMatchObject({ phase: "gone", trouble: "out of memory" });
});

test("a closed network keeps its tape, and what is said of the one before is heard no more", () => {
  const { client, tell, say } = openClient();
  const entry = { id: 1 } as Entry;
  say({ type: "faults", at: 1000, faults: { ...NO_FAULTS, stall: true } });
  client.close();
  tell({
    type: "batch",
    network: 1,
    batch: { changed: [entry], first: 1, updates: [], lost: 0, unrecorded: 0 },
  });
  expect(client.tape.entries).toEqual([entry]);
  expect(client.tape.incidents).toEqual([{ at: 1000, until: 9000, words: "stall" }]);
  client.open(WANT, () => {});
  say({ type: "opened", at: 0, ports: PORTS }, 1);
  expect(client.state.phase).toBe("opening");
  expect(client.tape.entries).toEqual([]);
});

test("the records of the tape are the worker's to give, and there are none before it is", async () => {
  const { client, asked, tell } = openClient();
  const records = client.records();
  expect(asked.at(-1)).toEqual({ type: "records", question: 1 });
  const given = [{ kind: "opened", at: 1, connection: 1, lane: "sse", clientPort: 5, lanePort: 3 }] as const;
  tell({ type: "records", question: 1, records: given });
  expect(await records).toBe(given);
});

test("a worker that fails takes its network with it, and the next one has another", () => {
  const { client, worker, workers } = openClient();
  worker.onerror?.({ message: "out of memory" } as ErrorEvent);
  expect(client.state).toMatchObject({ phase: "gone", trouble: "out of memory" });
  expect(workers).toEqual({ begun: 1, ended: 1 });
  client.open(WANT, () => {});
  expect(workers).toEqual({ begun: 2, ended: 1 });
});

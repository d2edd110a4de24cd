import { afterEach, expect, test } from "vitest";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { startLab } from "../../server/testing/lab-server.ts";
import { startClients } from "./client-process.ts";
import type { Peer } from "./members.ts";
import { openNetwork } from "./network-ports.ts";
import { enrol, openWitness } from "./witness.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const GRACE = { "short-polling": 500, "long-polling": 500, sse: 500, websocket: 500 };

/** A lab in a hurry, and somebody in a room by each transport. */
async function start() {
  const lab = await startLab({
    websocketHeartbeat: { everyMs: 400, answerMs: 400 },
    rollCallMs: 1000,
    attendance: { graceMs: GRACE, perUser: 50 },
  });
  undo.push(lab.close);
  const witness = await openWitness(lab.url);
  undo.push(witness.close);
  const join = async (originOf: (lane: TransportName) => string) => {
    const members: Peer[] = [];
    for (const transport of TRANSPORTS) {
      const channel = `room:${transport}`;
      await witness.enter(channel);
      const token = await enrol(lab.url, transport);
      members.push({ transport, channel, origin: originOf(transport), session: transport, token });
    }
    const reader: Peer = {
      transport: "sse",
      channel: "counter",
      origin: originOf("sse"),
      session: "reader",
    };
    const clients = await startClients({ peers: [...members, reader], pollMs: 100, holdS: 1 });
    undo.push(clients.close);
    return { members, clients };
  };
  return { lab, witness, join };
}

test.each(["stopped", "vanished"])(
  "members who are %s leave their rooms, though nothing has closed; a mere reader passes for alive",
  async (way) => {
    const { lab, witness, join } = await start();
    const network = await openNetwork(lab.url, "crypt");
    undo.push(network.close);
    const { members, clients } = await join((lane) => `http://127.0.0.1:${network.ports[lane]}`);
    const hasLeft = () =>
      members.filter((one) => witness.fateOf(one).leftAfter !== undefined).map(({ session }) => session);
    expect(hasLeft()).toEqual([]);
    clients.stop();
    if (way === "vanished") network.act("vanish");
    witness.died(members);
    await expect.poll(hasLeft, { timeout: 20_000 }).toEqual([...TRANSPORTS]);
    expect(lab.meter("reader", "sse").connections.open).toBe(1);
  },
  30_000,
);

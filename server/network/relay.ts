import type { Server, Socket } from "node:net";
import type { Breaking, LaneCounts, LanePort } from "#protocol/network.ts";
import { type Connection, type ConnectionParts, relayConnection } from "./connection.ts";
import { swallow } from "./endings.ts";
import type { Luck } from "./jitter.ts";

type Shared = Pick<ConnectionParts, "lane" | "connect" | "faults" | "now" | "wait" | "sum" | "recorder">;
export interface RelayParts extends Shared {
  /** The next connection's number. */
  readonly nextId: () => number;
  readonly nextLuck: () => Luck;
}

/** The relay of one lane: a port, and what the faults make of each connection to it. */
export interface Relay {
  readonly lane: LanePort;
  readonly counts: LaneCounts;
  act(act: Breaking): void;
  /** The faults have changed. */
  look(): void;
  /** Tells the tape of the connections that are open. */
  introduce(): void;
  close(): void;
}

/** Of one lane at a time; the next are closed as soon as they come. */
const CONNECTIONS = 100;

/** Relays what comes to a server that listens, and was created with `allowHalfOpen` and `noDelay`. */
export function relayLane(server: Server, parts: RelayParts): Relay {
  const connections = new Set<Connection>();
  const black = new Set<Socket>();
  let past: LaneCounts = { bytesIn: 0, bytesOut: 0, bytesCut: 0 };
  server.maxConnections = CONNECTIONS;

  server.on("connection", (client) => {
    client.on("error", () => {});
    const [id, luck] = [parts.nextId(), parts.nextLuck()];
    if (parts.faults().blackhole) return lose(id, client);
    const connection = relayConnection({
      ...parts,
      id,
      client,
      luck,
      closed() {
        connections.delete(connection);
        past = sum([past, connection.counts]);
      },
    });
    connections.add(connection);
  });

  /** The kernel has answered the SYN before anyone could say no. Black is what comes after: the server never hears of it. */
  function lose(connection: number, client: Socket): void {
    const { recorder, lane, now } = parts;
    const [clientPort, lanePort] = [client.remotePort ?? 0, client.localPort ?? 0];
    recorder.record({ kind: "opened", at: now(), connection, lane, clientPort, lanePort });
    let offset = 0;
    client.on("data", (bytes: Buffer) => {
      const data = recorder.isOn ? bytes.toString("base64") : "";
      recorder.record({ kind: "bytes", at: now(), connection, from: "client", offset, data });
      offset += bytes.length;
    });
    recorder.record({ kind: "ended", at: now(), connection, by: "network", how: "silence" });
    swallow(client);
    black.add(client);
    client.once("close", () => black.delete(client));
  }

  const each = (then: (connection: Connection) => void) => [...connections].forEach(then);
  return {
    lane: parts.lane,
    get counts() {
      return sum([past, ...[...connections].map(({ counts }) => counts)]);
    },
    act: (act) => each((connection) => void connection.act(act)),
    look: () => each((connection) => void connection.look()),
    introduce: () => each((connection) => void connection.introduce()),
    close() {
      server.close();
      each((connection) => void connection.destroy());
      for (const client of black) client.destroy();
    },
  };
}

function sum(all: readonly LaneCounts[]): LaneCounts {
  const total = { bytesIn: 0, bytesOut: 0, bytesCut: 0 };
  for (const { bytesIn, bytesOut, bytesCut } of all) {
    total.bytesIn += bytesIn;
    total.bytesOut += bytesOut;
    total.bytesCut += bytesCut;
  }
  return total;
}

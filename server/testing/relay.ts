import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Payload bytes of TCP as the server would call them: in from the client, out to it. */
export interface Bytes {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** One connection through the relay, which counts what passes and knows nothing of what it means. */
export interface RelayedConnection extends Bytes {
  /** `{relay's port}>{server's port}`: the connection's name in a packet capture. */
  readonly name: string;
  /** Reads no more from the server, as a client does whose machine is busy. */
  stopReading(): void;
  readOn(): void;
  /** Cuts both sides at once, with an RST. */
  reset(): void;
}

export interface Relay extends Bytes {
  readonly port: number;
  readonly connections: readonly RelayedConnection[];
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly host: string;
  readonly port: number;
  /**
   * Tells the server of a client's RST by a FIN. With an RST, what the server has sent at that moment is lost before it is
   * counted; after a FIN it is read to the end.
   */
  readonly softensResets?: boolean;
}

/** Stands between client and server on a port of its own, and counts for itself. */
export async function startRelay(to: RelayOptions): Promise<Relay> {
  const connections: RelayedConnection[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections.push(relay(client, to));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sum = (key: keyof Bytes) => connections.reduce((total, connection) => total + connection[key], 0);
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    get bytesIn() {
      return sum("bytesIn");
    },
    get bytesOut() {
      return sum("bytesOut");
    },
    async close() {
      for (const connection of connections) connection.reset();
      server.close();
      await once(server, "close");
    },
  };
}

function relay(client: Socket, { host, port, softensResets }: RelayOptions): RelayedConnection {
  const server = connect({ host, port, allowHalfOpen: true, noDelay: true });
  let name = "";
  server.on("connect", () => {
    name = `${server.localPort}>${port}`;
  });
  let bytesIn = 0;
  let bytesOut = 0;
  client.on("data", (bytes) => {
    server.write(bytes, (error) => {
      if (!error) bytesIn += bytes.length;
    });
  });
  server.on("data", (bytes) => {
    bytesOut += bytes.length;
    client.write(bytes);
  });
  client.on("end", () => server.end());
  server.on("end", () => client.end());
  const reset = () => {
    client.resetAndDestroy();
    server.resetAndDestroy();
  };
  client.on("error", softensResets ? () => server.end() : reset);
  server.on("error", reset);
  return {
    get bytesIn() {
      return bytesIn;
    },
    get bytesOut() {
      return bytesOut + server.readableLength; // a chunk may have come just before reading stopped
    },
    get name() {
      return name;
    },
    stopReading: () => void server.pause(),
    readOn: () => void server.resume(),
    reset,
  };
}

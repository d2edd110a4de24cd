import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { expect } from "vitest";
import type { LanePort, NetworkEvent, NetworkRequest } from "#protocol/network.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import { type Network, openNetwork } from "../network/network.ts";
import { createTime } from "../time.ts";
import { connectRaw, type RawClient } from "./raw-client.ts";

/** What holds once what was done has taken effect, also on a machine that has much else to do. */
export const soon = <T>(read: () => T): ReturnType<typeof expect.poll<T>> =>
  expect.poll(read, { timeout: 20_000, interval: 5 });

/** A network in the test's own thread, and at its far end a server that says what the test says. */
export interface TestNetwork extends AsyncDisposable {
  readonly events: readonly NetworkEvent[];
  readonly records: readonly TapeRecord[];
  readonly ports: Readonly<Record<LanePort, number>>;
  obey(request: NetworkRequest): void;
  faults(faults: Extract<NetworkRequest, { type: "faults" }>["faults"]): void;
  /** A connection through a lane, and its end at the server. */
  connect(lane?: LanePort): Promise<{ readonly browser: RawClient; readonly server: FarEnd }>;
  /** The server at the far end, to be closed by the test. */
  readonly server: Server;
}

export interface FarEnd {
  readonly socket: Socket;
  /** All that came so far, a character a byte. */
  readonly received: string;
  /** The code of the error that ended it. */
  readonly error: string | undefined;
}

export interface TestNetworkOptions {
  readonly seed?: number;
  readonly ownServer?: boolean;
  readonly tape?: boolean;
  /** Where connections go, other than to a server of the test's own. */
  readonly to?: { readonly host: string; readonly port: number };
}

export async function startNetwork(options: TestNetworkOptions = {}): Promise<TestNetwork> {
  const events: NetworkEvent[] = [];
  const arrived: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void arrived.push(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const to = options.to ?? { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  let network: Network | undefined;
  network = await openNetwork({
    open: {
      type: "open",
      seed: options.seed ?? 1,
      ownServer: options.ownServer ?? false,
      tape: options.tape ?? false,
    },
    host: "127.0.0.1",
    ports: undefined,
    server: to,
    pagePort: to.port,
    time: createTime(),
    say(event) {
      events.push(event);
      if (event.type === "tape" || event.type === "counts") network?.taken(event.type);
    },
  });
  const opened = events.find((event) => event.type === "opened");
  if (!opened) throw new Error("a network that is open says so");
  const { ports } = opened;
  const { obey, close } = network;

  return {
    events,
    get records() {
      return events.flatMap((event) => (event.type === "tape" ? event.records : []));
    },
    ports,
    obey,
    faults: (faults) => obey({ type: "faults", faults }),
    async connect(lane = "sse") {
      const browser = await connectRaw(ports[lane]);
      browser.socket.allowHalfOpen = true;
      if (arrived.length === 0) await once(server, "connection");
      const socket = arrived.shift();
      if (!socket) throw new Error("nobody came");
      return { browser, server: follow(socket) };
    },
    server,
    async [Symbol.asyncDispose]() {
      await close();
      server.close();
      for (const socket of arrived) socket.destroy();
    },
  };
}

function follow(socket: Socket): FarEnd {
  let received = "";
  let code: string | undefined;
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    code = error.code;
  });
  return {
    socket,
    get received() {
      return received;
    },
    get error() {
      return code;
    },
  };
}

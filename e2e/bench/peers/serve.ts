import { once } from "node:events";
import type { Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { readCpuNs, readMemory, readMemoryOf } from "../accounting.ts";
import { answerAsks } from "../asks.ts";
import { nowUs, type Stamp } from "./message.ts";
import { countWrites } from "./writes.ts";

/** How the generator reaches a peer: one path a transport. `{n}` is the client's number, `{seq}` the last it has heard. */
export type Paths = Readonly<Partial<Record<Dialect, string>>>;
export type Dialect = "websocket" | "socket.io" | "sse" | "long-polling" | "short-polling";

export interface Ready {
  readonly port: number;
  readonly paths: Paths;
}

/** So many messages in each of so many ticks. */
export interface Publishing {
  readonly ticks: number;
  readonly perSecond: number;
  readonly burst: number;
}

export interface PeerParts {
  readonly paths: Paths;
  publish(stamp: Stamp): void;
  /** Set where the server is a process other than this one. */
  readonly pid?: number;
  leave?(): void;
}

/** Makes a program a peer of the benchmark: it listens on a free port and publishes when it is told to. */
export async function serve(server: Server | { port: number }, parts: PeerParts): Promise<void> {
  const { pid } = parts;
  let port: number;
  if ("port" in server) port = server.port;
  else {
    // Node's own 5 s would close a peer's kept-alive connections while the others have their turn.
    if ("keepAliveTimeout" in server) server.keepAliveTimeout = 75_000;
    server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
    await once(server, "listening");
    port = (server.address() as { port: number }).port;
  }
  const writes = "port" in server ? undefined : countWrites(server);
  let seq = 0;

  async function publish({ ticks, perSecond, burst }: Publishing): Promise<void> {
    const periodUs = 1e6 / perSecond;
    const startUs = nowUs();
    for (let tick = 1; tick <= ticks; tick += 1) {
      // Open loop: a message is due when it is due, however late the one before was.
      const dueUs = startUs + tick * periodUs;
      const waitMs = (dueUs - nowUs()) / 1000;
      await sleep(Math.max(0, waitMs));
      for (let i = 0; i < burst; i += 1) {
        seq += 1;
        parts.publish({ seq, dueUs });
      }
    }
  }

  answerAsks(
    {
      ready: (): Ready => ({ port, paths: parts.paths }),
      publish,
      cpu: () => readCpuNs(pid),
      memory: (collect: boolean) => (pid ? readMemoryOf(pid) : readMemory(collect)),
      /** From now on; costs a little, so it is asked for after what is timed. */
      "count writes": () => writes?.start(),
      writes: () => writes?.read() ?? null,
    },
    () => parts.leave?.(),
  );
}

import { setTimeout as sleep } from "node:timers/promises";
import { LOAD_CORE, startChild } from "../bench/asks.ts";
import { startProgram } from "../program.ts";
import type { Story } from "./client.ts";
import type { Opening } from "./clients.ts";

/** What became of all clients after one outage; times in ms since the server was killed. */
export interface Aftermath {
  /** The server listens again. */
  readonly upAt: number;
  /** Each try of each client. */
  readonly knocks: readonly number[];
  /** The try that the server's port let in, by client. */
  readonly arrivals: readonly number[];
  /** The server's answer to it, by client. */
  readonly backs: readonly number[];
}

export interface OutageParts extends Omit<Opening, "port"> {
  /** From the end of the old server to the start of the new one, ms. */
  readonly outageMs: number;
}

/** A server with so many clients is killed; another is started on its port; all come back as they do. */
export async function runOutage({ outageMs, ...opening }: OutageParts): Promise<Aftermath> {
  const herd = startChild("../herd/clients.ts", { core: LOAD_CORE });
  const first = await startProgram();
  try {
    await herd.ask("open", { ...opening, port: first.port } satisfies Opening);
    const allBack = herd.ask<Story[]>("comeBack");
    await first.stop("SIGKILL");
    const killedAt = Date.now();
    await sleep(outageMs);
    const second = await startProgram({ PORT: String(first.port) });
    const upAt = Date.now() - killedAt;
    const stories = await allBack;
    await second.stop("SIGKILL");
    return {
      upAt,
      knocks: stories.flatMap(({ knocks }) => knocks.map((at) => at - killedAt)),
      arrivals: stories.map(({ arrivedAt }) => arrivedAt - killedAt),
      backs: stories.map(({ backAt }) => backAt - killedAt),
    };
  } finally {
    await first.stop("SIGKILL");
    await herd.stop();
  }
}

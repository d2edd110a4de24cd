import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ClusterState } from "#protocol/cluster.ts";
import { type Child, startChild } from "./child.ts";

/** `draining`: it takes nobody new, and lets go of those it has, one after the other. */
export type MemberState = "starting" | "up" | "draining" | "down";

type BackplaneView = ClusterState["servers"][number]["backplane"];

/** One server of the cluster: a process that may be killed, on a port that it keeps. */
export interface Member {
  readonly name: string;
  readonly port: number;
  readonly state: MemberState;
  readonly pid: number | undefined;
  /** What it said of its backplane when it was last asked. */
  readonly backplane: BackplaneView;
  /** Asks it. Who asks meanwhile waits for the same answer, so a server is asked once at a time; takes at most 1 s. */
  look(): Promise<void>;
  /** Resolves once it answers; does nothing while it runs. */
  start(): Promise<void>;
  /** SIGKILL: it has no time to say anything. */
  kill(): Promise<void>;
  /** SIGTERM: it says goodbye. */
  drain(): Promise<void>;
}

export interface MemberParts {
  readonly name: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const STARTS_WITHIN_MS = 60_000; // a machine may have much else to do
const ANSWERS_WITHIN_MS = 1000;

export function createMember({ name, port, env, log }: MemberParts): Member {
  let child: Child | undefined;
  let state: MemberState = "down";
  let backplane: BackplaneView;
  let looking: Promise<void> | undefined;

  async function start(): Promise<void> {
    if (child) return;
    const own = { PORT: String(port), HOST: "127.0.0.1", SERVER_NAME: name };
    const started = startChild({
      program: process.execPath,
      args: [MAIN],
      env: { ...env, ...own },
      name,
      log,
    });
    child = started;
    state = "starting";
    let isOver = false;
    started.ended.then(() => {
      isOver = true;
      if (child !== started) return;
      child = undefined;
      state = "down";
      backplane = undefined;
      log(`${name} is down`);
    });
    const lastAt = performance.now() + STARTS_WITHIN_MS;
    while (!(await askHealth(port))) {
      if (isOver) throw new Error(`${name} did not start`);
      if (performance.now() > lastAt) {
        await end("SIGKILL");
        throw new Error(`${name} did not answer within ${STARTS_WITHIN_MS / 1000} s`);
      }
      await pause(25);
    }
    if (child === started) state = "up";
    log(`${name} is up, on port ${port}`);
  }

  async function ask(): Promise<void> {
    const asked = child;
    const health = asked && (await askHealth(port));
    if (child === asked) backplane = health?.backplane.state;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    if (!running) return;
    if (signal === "SIGTERM") state = "draining";
    running.kill(signal);
    await running.ended;
  }

  return {
    name,
    port,
    get state() {
      return state;
    },
    get pid() {
      return child?.pid;
    },
    get backplane() {
      return backplane;
    },
    look() {
      looking ??= ask().finally(() => {
        looking = undefined;
      });
      return looking;
    },
    start,
    kill: () => end("SIGKILL"),
    drain: () => end("SIGTERM"),
  };
}

interface Health {
  readonly backplane: { readonly state: BackplaneView };
}

async function askHealth(port: number): Promise<Health | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`, { signal });
    return answer.ok ? ((await answer.json()) as Health) : undefined;
  } catch {
    return undefined;
  }
}

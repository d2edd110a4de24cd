import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./child.ts";

/** `draining`: it takes nobody new, and lets go of those it has, one after the other. */
export type MemberState = "starting" | "up" | "draining" | "down";

/** One server of the cluster: a process that may be killed, on a port that it keeps. */
export interface Member {
  readonly name: string;
  readonly port: number;
  readonly state: MemberState;
  readonly pid: number | undefined;
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

export function createMember({ name, port, env, log }: MemberParts): Member {
  let child: Child | undefined;
  let state: MemberState = "down";

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
      log(`${name} is down`);
    });
    const lastAt = performance.now() + STARTS_WITHIN_MS;
    while (!(await answers(port))) {
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
    start,
    kill: () => end("SIGKILL"),
    drain: () => end("SIGTERM"),
  };
}

async function answers(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/health`, {
    signal: AbortSignal.timeout(1000),
  }).catch(() => undefined);
  return answer?.ok ?? false;
}

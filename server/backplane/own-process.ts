import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A Redis or a Kafka of our own: a process that may be killed, stopped and started again. */
export interface OwnProcess {
  /** What the process is, and not what was asked of it: one that dies by itself is `down`. */
  readonly state: "starting" | "up" | "paused" | "down";
  readonly pid: number | undefined;
  /** Where its data lies: a folder that goes when it is closed. */
  readonly folder: string;
  /** Ends it as a power cut would (SIGKILL). Its data stays on the disk. */
  kill(): Promise<void>;
  /**
   * Starts it again, on the same ports with the same data; resolves once it answers. While it starts, the start that is
   * under way is what is returned; while it runs, nothing happens.
   */
  restart(): Promise<void>;
  /** Stops it in the middle of whatever it does (SIGSTOP): connections stay open, nothing is answered. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export interface OwnProcessParts<Facts> {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly answers: () => Promise<boolean>;
  /** It has so long, ms, to answer, and is asked so often. */
  readonly withinMs: number;
  readonly everyMs: number;
  /** Told when it ends by itself. */
  readonly log: ((line: string) => void) | undefined;
  /** How it is found: stands beside the rest in what is returned. */
  readonly facts: Facts;
}

/** Starts it, and resolves once it answers. Should this process end without closing, neither it nor its folder is left. */
export async function startOwnProcess<Facts>(parts: OwnProcessParts<Facts>): Promise<Facts & OwnProcess> {
  const { name, program, args, folder, answers, withinMs, everyMs, log = () => {}, facts } = parts;
  let child: ChildProcess | undefined;
  let state: OwnProcess["state"] = "down";
  let starting: Promise<void> | undefined;
  let isBeingKilled = false;
  let isClosed = false;

  async function launch(): Promise<void> {
    const started = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    child = started;
    state = "starting";
    isBeingKilled = false;
    let output = "";
    for (const stream of [started.stdout, started.stderr])
      stream.on("data", (chunk) => {
        output = (output + chunk).slice(-2000);
      });
    const over = () => {
      if (child !== started) return;
      const isUnasked = state !== "starting" && !isBeingKilled;
      child = undefined;
      state = "down";
      const tell = () => log(`${name} has ended: ${output.trim().split("\n").at(-1)}`);
      if (isUnasked) started.once("close", tell); // by then its last words have come
    };
    started.once("exit", over);
    started.on("error", (error) => {
      output += error.message;
      if (started.pid === undefined) over(); // it never was, so it does not exit either
    });
    const lastAt = performance.now() + withinMs;
    while (!(await answers()) || child !== started) {
      if (child === started && performance.now() < lastAt) await pause(everyMs);
      else {
        await end(started);
        throw new Error(`${name} did not start: ${output.trim() || "no answer"}`);
      }
    }
    state = "up";
  }

  async function end(running: ChildProcess | undefined): Promise<void> {
    if (running === undefined || running !== child || running.pid === undefined) return;
    const ended = once(running, "exit");
    isBeingKilled = true;
    running.kill("SIGKILL");
    await ended;
  }

  async function kill(): Promise<void> {
    await end(child);
    await starting?.catch(() => {}); // a start that was under way has failed by this
  }

  async function restart(): Promise<void> {
    if (isBeingKilled) await kill(); // pressed right after it: what dies is not what runs
    if (isClosed) throw new Error(`${name} is closed`);
    if (child && !starting) return;
    starting ??= launch().finally(() => {
      starting = undefined;
    });
    return starting;
  }

  function cleanUp(): void {
    child?.kill("SIGKILL");
    // It may still be writing there while it dies.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }

  async function close(): Promise<void> {
    isClosed = true;
    await kill();
    process.off("exit", cleanUp);
    cleanUp();
  }

  process.once("exit", cleanUp);
  await restart().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    ...facts,
    get state() {
      return state;
    },
    get pid() {
      return child?.pid;
    },
    folder,
    kill,
    restart,
    pause() {
      if (state !== "up") return;
      child?.kill("SIGSTOP");
      state = "paused";
    },
    resume() {
      if (state !== "paused") return;
      child?.kill("SIGCONT");
      state = "up";
    },
    close,
  };
}

/** So many ports, each another, that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports: number[] = [];
  for (const server of servers) {
    if (!server.listening) await once(server, "listening");
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) {
    server.close();
    await once(server, "close");
  }
  return ports;
}

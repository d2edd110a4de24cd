import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect, Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { Refusal } from "#protocol/refusal.ts";
import type { Time } from "../channels/counter.ts";

export interface OwnServerParts {
  /** Of the page, whose requests the server is to answer though they come from elsewhere. */
  readonly pagePort: number;
  readonly time: Time;
  readonly tell: (state: "down" | "up") => void;
  /** It was to be back, and is not: how it ended, and when the next try is, ms. */
  readonly failed: (how: string, nextMs: number) => void;
}

/** A server in a process of its own, which may die and comes back. */
export interface OwnServer {
  /** A connection to it; while it is down, one that fails. */
  connect(): Socket;
  /** SIGKILL: it has no time to say anything. */
  crash(backAfterMs?: number): void;
  /** SIGTERM: it lets everyone go first. */
  deploy(backAfterMs?: number): void;
  /** Resolves when its process has ended. */
  close(): Promise<void>;
}

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const HOST = "127.0.0.1";
/** When nobody has said for how long it is to be away, ms. */
const AWAY_MS = 1000;
/** What does not start is tried again after that, after twice that, and so on, ms. */
const RETRY_MS = { first: 1000, most: 30_000 };
/** What has not said by then that it listens never will, ms: less than a page waits for its network. */
const START_MS = 25_000;

/** Resolves when it answers; a `Refusal` says that it never came up. */
export async function startOwnServer({ pagePort, time, tell, failed }: OwnServerParts): Promise<OwnServer> {
  let child: ChildProcess | undefined;
  let port: number | undefined;
  let backAt: number | undefined;
  let failures = 0;
  let isClosed = false;
  let stopWaiting = () => {};

  /** Resolves when it listens, or with how it failed to. */
  function launch(): Promise<string | undefined> {
    const launched = new Promise<string | undefined>((resolve) => {
      const born = fork(MAIN, {
        // It is one more server on the same backplane, offers no networks of its own, lets its one page go at once, and
        // dies with us: its end of the channel then closes.
        env: {
          ...process.env,
          ...nameOf(process.env),
          PORT: "0",
          HOST,
          PAGE_PORT: String(pagePort),
          NETWORKS: "0",
          DRAIN_S: "0",
        },
        execArgv: [],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      child = born;
      let hasStarted = false;
      const stopStarting = time.after(START_MS, () => void born.kill("SIGKILL"));
      born.once("message", (said: { port: number }) => {
        stopStarting();
        hasStarted = true;
        port = said.port;
        resolve(undefined);
      });
      // Without a pid it never began, and says no `exit`.
      born.on("error", ({ code }: NodeJS.ErrnoException) => {
        if (born.pid !== undefined) return;
        stopStarting();
        resolve(`did not begin (${code})`);
      });
      born.once("exit", (code, signal) => {
        stopStarting();
        if (hasStarted) ended();
        else resolve(`ended with ${code ?? signal}`);
      });
    });
    // Some of what the system refuses a process is thrown at once.
    return launched.catch(({ code }: NodeJS.ErrnoException) => `did not begin (${code})`);
  }

  function ended(): void {
    leave();
    const awayMs = backAt === undefined ? AWAY_MS : backAt - time.now();
    backAt = undefined;
    if (!isClosed) stopWaiting = time.after(Math.max(0, awayMs), comeBack);
  }

  async function comeBack(): Promise<void> {
    const how = await launch();
    if (isClosed) return;
    if (how === undefined) {
      failures = 0;
      tell("up");
      return;
    }
    const nextMs = Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** failures);
    failures += 1;
    stopWaiting = time.after(nextMs, comeBack);
    failed(how, nextMs);
  }

  function leave(): void {
    if (port === undefined) return;
    port = undefined;
    tell("down");
  }

  function send(signal: "SIGKILL" | "SIGTERM", backAfterMs = AWAY_MS): void {
    if (port === undefined) return; // it is away already
    backAt = time.now() + backAfterMs;
    leave();
    child?.kill(signal);
  }

  async function close(): Promise<void> {
    isClosed = true;
    stopWaiting();
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  const how = await launch();
  if (how !== undefined) {
    isClosed = true;
    throw new Refusal("server-failed", `server: expected one that starts, got one that ${how}`);
  }
  return {
    connect() {
      if (port !== undefined) return connect({ port, host: HOST, allowHalfOpen: true, noDelay: true });
      const socket = new Socket();
      process.nextTick(() => socket.destroy(new Error("the server is down")));
      return socket;
    },
    crash: (backAfterMs) => send("SIGKILL", backAfterMs),
    deploy: (backAfterMs) => send("SIGTERM", backAfterMs),
    close,
  };
}

/** Another name than ours, where we have one: people see on which of the two they are. */
function nameOf({ SERVER_NAME = "" }: NodeJS.ProcessEnv): Record<string, string> {
  return SERVER_NAME === "" ? {} : { SERVER_NAME: `${SERVER_NAME.slice(0, 28)}-own` };
}

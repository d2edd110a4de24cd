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

/** Resolves when it answers; a `Refusal` says that it never came up. */
export async function startOwnServer({ pagePort, time, tell }: OwnServerParts): Promise<OwnServer> {
  let child: ChildProcess | undefined;
  let port: number | undefined;
  let backAt = 0;
  let isClosed = false;
  let stopWaiting = () => {};

  function launch(came: () => void, failed: () => void): void {
    const born = fork(MAIN, {
      // It is one more server of the same channels, on the same backplane, and lets its one page go at once. It offers no
      // networks of its own, and dies with us: its end of the channel then closes.
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
    born.once("message", (said: { port: number }) => {
      port = said.port;
      came();
    });
    born.on("error", failed);
    born.once("exit", () => {
      leave();
      failed();
      if (!isClosed) stopWaiting = time.after(Math.max(0, backAt - time.now()), comeBack);
    });
  }

  function comeBack(): void {
    backAt = time.now() + AWAY_MS; // if it fails at once, it is not tried at once
    launch(
      () => tell("up"),
      () => {},
    );
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
    // Without a pid it never began, and says no `exit`.
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  const isUp = await new Promise<boolean>((resolve) =>
    launch(
      () => resolve(true),
      () => resolve(false),
    ),
  );
  if (!isUp) {
    await close();
    throw new Refusal("too-many-networks", "server: expected one that starts, got one that did not");
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

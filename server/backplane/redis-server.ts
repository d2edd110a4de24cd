import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A redis-server of our own: on a free port, with its data in a folder of its own that goes when it is closed. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number | undefined;
  /** Where its data lies. */
  readonly folder: string;
  /** Ends it as a power cut would (SIGKILL). Its data stays on the disk. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port with the same data; resolves once it answers. */
  restart(): Promise<void>;
  /** Stops it in the middle of whatever it does (SIGSTOP): connections stay open, nothing is answered. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** A Redis that somebody else runs: it is used, and left alone. */
export type RedisElsewhere = Pick<RedisServer, "url" | "close">;

/**
 * So that "acknowledged" means "on the disk": the append-only file is synced before Redis answers, and before it tells
 * subscribers. The last line is Redis's own default: who listens is cut off once 32 MB wait for it, or 8 MB for 60 s.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  bind: "127.0.0.1",
  appendonly: "yes",
  appendfsync: "always",
  save: "",
  "maxmemory-policy": "noeviction",
  "client-output-buffer-limit": "pubsub 32mb 8mb 60",
};

const ANSWERS_WITHIN_MS = 10_000;

/** The path of redis-server, or undefined. `REDIS_SERVER=/path` overrides what is looked for on the PATH. */
export function findRedisServer(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.REDIS_SERVER) return env.REDIS_SERVER;
  return (env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "redis-server"))
    .find((path) => existsSync(path));
}

/** Why no Redis can be started here, and what to do; undefined where one can. */
export function whyNoRedis(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (findRedisServer(env)) return undefined;
  return "redis-server is not on the PATH: install it (Debian: sudo apt-get install redis-server; Mac: brew install redis), or name one that runs, as REDIS_URL=redis://host:port";
}

/** The Redis that `REDIS_URL` names, which is left as it is, or else one of our own. */
export async function openRedis(env: NodeJS.ProcessEnv = process.env): Promise<RedisServer | RedisElsewhere> {
  return env.REDIS_URL ? { url: env.REDIS_URL, close: async () => {} } : startRedis({ env });
}

/** Starts a redis-server and resolves once it answers. Settings are lines of redis.conf. */
export async function startRedis({
  env = process.env,
  settings = {},
}: {
  readonly env?: NodeJS.ProcessEnv;
  readonly settings?: Readonly<Record<string, string>>;
} = {}): Promise<RedisServer> {
  const program = findRedisServer(env);
  if (!program) throw new Error(whyNoRedis(env));
  const folder = mkdtempSync(join(tmpdir(), "ladder-redis-"));
  const port = await freePort();
  const lines = Object.entries({ port: String(port), dir: folder, ...SETTINGS, ...settings });
  const args = lines.flatMap(([name, value]) => [`--${name}`, value]);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(program as string, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [started.stdout, started.stderr])
      stream.on("data", (chunk) => {
        output = (output + chunk).slice(-2000);
      });
    started.on("error", (error) => {
      output += error.message;
    });
    child = started;
    const lastAt = performance.now() + ANSWERS_WITHIN_MS;
    while (!(await answers(port))) {
      const isOver = started.exitCode !== null || started.pid === undefined;
      if (!isOver && performance.now() < lastAt) await pause(10);
      else {
        await kill();
        throw new Error(`${program} did not start: ${output.trim() || "no answer"}`);
      }
    }
  }

  async function kill(): Promise<void> {
    const running = child;
    child = undefined;
    if (!running?.pid || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  }

  /** Should this process end without closing, neither the server nor its folder outlives it. */
  function cleanUp(): void {
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }

  async function close(): Promise<void> {
    await kill();
    process.off("exit", cleanUp);
    cleanUp();
  }

  process.once("exit", cleanUp);
  await start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder,
    get pid() {
      return child?.pid;
    },
    kill,
    restart: start,
    pause: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
    close,
  };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Whether a Redis on this port is ready: one that still loads its data says so instead. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write("PING\r\n");
    const [reply] = await once(socket, "data");
    return String(reply).startsWith("+PONG");
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

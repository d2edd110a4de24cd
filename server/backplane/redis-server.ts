import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePorts, type OwnProcess, startOwnProcess } from "./own-process.ts";

/** A redis-server of our own: on a free port, with its data in a folder of its own that goes when it is closed. */
export interface RedisServer extends OwnProcess {
  readonly url: string;
  readonly port: number;
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

export interface StartRedis {
  readonly env?: NodeJS.ProcessEnv;
  /** Lines of redis.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told when it ends by itself. */
  readonly log?: (line: string) => void;
}

/** The Redis that `REDIS_URL` names, which is left as it is, or else one of our own. */
export async function openRedis(how: StartRedis = {}): Promise<RedisServer | RedisElsewhere> {
  const { REDIS_URL } = how.env ?? process.env;
  return REDIS_URL ? { url: REDIS_URL, close: async () => {} } : startRedis(how);
}

/** Starts a redis-server and resolves once it answers. */
export async function startRedis(how: StartRedis = {}): Promise<RedisServer> {
  const { env = process.env, settings = {}, log } = how;
  const program = findRedisServer(env);
  if (!program) throw new Error(whyNoRedis(env));
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), "ladder-redis-"));
  const lines = Object.entries({ port: String(port), dir: folder, ...SETTINGS, ...settings });
  return startOwnProcess({
    name: "redis",
    program,
    args: lines.flatMap(([name, value]) => [`--${name}`, value]),
    folder,
    answers: () => answers(port),
    withinMs: ANSWERS_WITHIN_MS,
    everyMs: 10,
    log,
    facts: { url: `redis://127.0.0.1:${port}`, port },
  });
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

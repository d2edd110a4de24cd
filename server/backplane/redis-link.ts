import { createHash } from "node:crypto";
import { createClient } from "redis";
import { PUBLISH, READ, RENEW } from "./redis-scripts.ts";

export type RedisClient = ReturnType<typeof createRedisClient>;

/**
 * Two connections to a Redis, from opening until either ends: one asks, the other listens. Apart, because Redis cuts off
 * who listens too slowly (`client-output-buffer-limit pubsub`), and what was asked should not go down with that.
 */
export interface Link {
  readonly asking: RedisClient;
  readonly listening: RedisClient;
  /** Aborted, with the reason, once either connection has ended. Neither comes back: open another link. */
  readonly ended: AbortSignal;
  /** Runs a script by its hash, or whole where that Redis has forgotten it. */
  run(script: string, keys: string[], args: string[]): Promise<unknown>;
  /** Rejects where one of the two gives no answer within the limit: a stopped Redis does not hang up. */
  ping(): Promise<void>;
  close(): void;
}

/** A client that neither comes back by itself nor keeps what could not be sent: both are decided above it. */
export function createRedisClient(url: string, limitMs: number) {
  return createClient({
    url,
    disableOfflineQueue: true,
    maintNotifications: "disabled",
    commandOptions: { timeout: 0 },
    socket: { reconnectStrategy: false, connectTimeout: limitMs },
  });
}

/**
 * Opens both connections; the signal closes them. Rejects where that takes longer than the limit, or Redis is still
 * loading its data.
 */
export async function openLink(url: string, limitMs: number, closing: AbortSignal): Promise<Link> {
  const [asking, listening] = [createRedisClient(url, limitMs), createRedisClient(url, limitMs)];
  const clients = [asking, listening];
  const end = new AbortController();
  const close = () => {
    closing.removeEventListener("abort", close);
    end.abort(new Error("closed"));
    for (const client of clients) client.destroy();
  };
  for (const client of clients) {
    client.on("error", (error) => end.abort(error));
    client.on("end", () => end.abort(new Error("the connection ended")));
  }
  closing.addEventListener("abort", close);
  try {
    closing.throwIfAborted();
    await within(limitMs, Promise.all(clients.map((client) => client.connect())));
    for (const script of [PUBLISH, READ, RENEW]) await within(limitMs, asking.scriptLoad(script));
  } catch (error) {
    const reason = end.signal.reason ?? error;
    close();
    throw reason;
  }

  return {
    asking,
    listening,
    ended: end.signal,
    run: async (script, keys, args) => {
      try {
        return await asking.evalSha(sha1(script), { keys, arguments: args });
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
        return asking.eval(script, { keys, arguments: args });
      }
    },
    async ping() {
      await within(limitMs, Promise.all(clients.map((client) => client.ping())));
    },
    close,
  };
}

export class NoAnswer extends Error {}

/** The promise, or `NoAnswer` where it takes longer. What is late may still happen. */
export async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no answer within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const hashes = new Map<string, string>();

function sha1(script: string): string {
  const hash = hashes.get(script) ?? createHash("sha1").update(script).digest("hex");
  hashes.set(script, hash);
  return hash;
}

import { randomUUID } from "node:crypto";
import type { Backplane, BackplaneKind } from "../backplane/backplane.ts";
import { createKafkaBackplane } from "../backplane/kafka.ts";
import { openKafka, startKafka } from "../backplane/kafka-broker.ts";
import { whyNoKafka } from "../backplane/kafka-fetch.ts";
import { createMemory, createMemoryBackplane } from "../backplane/memory.ts";
import { createRedisBackplane } from "../backplane/redis.ts";
import { openRedis, startRedis, whyNoRedis } from "../backplane/redis-server.ts";

/** A kind of backplane, and the way to start what stands behind it. */
export interface Kind {
  readonly name: BackplaneKind;
  /** Why it cannot be tried on this machine; undefined where it can. In CI the tests run, and fail. */
  readonly missing?: string | undefined;
  /** Where it has to be ours, to be killed, one that the environment names will not do. */
  start(how?: { readonly isOurs: boolean }): Promise<RunningKind>;
}

export interface RunningKind {
  /** A backplane as one more server would open it; resolves once it is ready. */
  connect(): Promise<Backplane>;
  /** What can be done to what stands behind it; undefined where it is nothing of ours. */
  readonly faults?: Faults;
  /** Ends what was started; the backplanes are closed by who opened them. */
  stop(): Promise<void>;
}

export interface Faults {
  /** Ends it without warning; `restart` brings it back as a disk would have kept it. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** It answers nothing, and does not hang up. */
  pause(): void;
  resume(): void;
}

const memory: Kind = {
  name: "memory",
  async start() {
    const shared = createMemory();
    return { connect: async () => createMemoryBackplane(shared), stop: async () => {} };
  },
};

const redis: Kind = {
  name: "redis",
  missing: process.env.REDIS_URL ? undefined : whyNoRedis(),
  async start({ isOurs } = { isOurs: false }) {
    const ours = isOurs ? await startRedis() : undefined;
    const server = ours ?? (await openRedis());
    const prefix = `test-${randomUUID()}`;
    return {
      async connect() {
        const backplane = createRedisBackplane({ url: server.url, prefix, limitMs: 3000, heartbeatMs: 200 });
        await untilState(backplane, "ready");
        return backplane;
      },
      ...(ours ? { faults: ours } : {}),
      stop: server.close,
    };
  },
};

const kafka: Kind = {
  name: "kafka",
  missing: process.env.KAFKA_BROKERS ? undefined : whyNoKafka(),
  async start({ isOurs } = { isOurs: false }) {
    const ours = isOurs ? await startKafka() : undefined;
    const { brokers, close } = ours ?? (await openKafka());
    const prefix = `test-${randomUUID()}`;
    return {
      async connect() {
        const backplane = createKafkaBackplane({ brokers, prefix, limitMs: 3000, heartbeatMs: 200 });
        await untilState(backplane, "ready");
        return backplane;
      },
      ...(ours ? { faults: ours } : {}),
      stop: close,
    };
  },
};

export const KINDS: readonly Kind[] = [memory, redis, kafka];

/** The title of a kind's tests: where they are skipped, with the reason. */
export function titleOf({ name, missing }: Kind): string {
  return missing ? `${name} (skipped: ${missing})` : name;
}

export function isSkipped({ missing }: Kind): boolean {
  return missing !== undefined && !process.env.CI;
}

/** Resolves once the backplane says that it is in this state. */
export function untilState(backplane: Backplane, wanted: Backplane["state"]): Promise<void> {
  return new Promise((resolve) => {
    if (backplane.state === wanted) return resolve();
    const stop = backplane.onState((state) => {
      if (state !== wanted) return;
      stop();
      resolve();
    });
  });
}

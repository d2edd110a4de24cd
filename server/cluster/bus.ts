import type { BusAct } from "#protocol/cluster.ts";
import { startKafka } from "../backplane/kafka-broker.ts";
import { startRedis } from "../backplane/redis-server.ts";

export const BUS_KINDS = ["none", "redis", "kafka"] as const;
/** `none`: each server has a memory of its own, and two people in one room cannot hear each other. */
export type BusKind = (typeof BUS_KINDS)[number];

/** What the servers speak through, as a process that may be killed, stopped and started again. */
export interface Bus {
  readonly state: "none" | "up" | "paused" | "down";
  /** How a server finds it. */
  readonly env: Readonly<Record<string, string>>;
  readonly acts: Readonly<Record<BusAct, () => Promise<void>>>;
  close(): Promise<void>;
}

interface Broker {
  kill(): Promise<void>;
  restart(): Promise<void>;
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export async function startBus(kind: BusKind, log: (line: string) => void): Promise<Bus> {
  if (kind === "redis") {
    const redis = await startRedis();
    log(`redis is up, at ${redis.url}`);
    return createBus(redis, { BACKPLANE: "redis", REDIS_URL: redis.url });
  }
  if (kind === "kafka") {
    const kafka = await startKafka();
    const brokers = kafka.brokers.join();
    log(`kafka is up, at ${brokers}`);
    return createBus(kafka, { BACKPLANE: "kafka", KAFKA_BROKERS: brokers });
  }
  const nothing = async () => {};
  const acts = { kill: nothing, pause: nothing, resume: nothing, start: nothing };
  return { state: "none", env: { BACKPLANE: "none" }, acts, close: nothing };
}

function createBus(broker: Broker, env: Readonly<Record<string, string>>): Bus {
  let state: Bus["state"] = "up";
  return {
    get state() {
      return state;
    },
    env,
    acts: {
      async kill() {
        if (state === "down") return;
        state = "down";
        await broker.kill();
      },
      async pause() {
        if (state !== "up") return;
        state = "paused";
        broker.pause();
      },
      async resume() {
        if (state !== "paused") return;
        broker.resume();
        state = "up";
      },
      async start() {
        if (state !== "down") return;
        await broker.restart();
        state = "up";
      },
    },
    close: broker.close,
  };
}

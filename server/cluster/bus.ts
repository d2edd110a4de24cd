import type { BusAct, ClusterState } from "#protocol/cluster.ts";
import { refuse } from "#protocol/refusal.ts";
import { openKafka } from "../backplane/kafka-broker.ts";
import type { OwnProcess } from "../backplane/own-process.ts";
import { openRedis } from "../backplane/redis-server.ts";

export const BUS_KINDS = ["none", "redis", "kafka"] as const;
/** `none`: each server has a memory of its own, and two people in one room cannot hear each other. */
export type BusKind = (typeof BUS_KINDS)[number];

/** What the servers speak through: a process that may be killed, stopped and started again, or one that is not ours. */
export interface Bus {
  readonly state: ClusterState["backplane"]["state"];
  readonly pid: number | undefined;
  /** How a server finds it. */
  readonly env: Readonly<Record<string, string>>;
  /** Each throws a `Refusal` at once where there is nothing of ours to do it to. */
  readonly acts: Readonly<Record<BusAct, () => Promise<void>>>;
  close(): Promise<void>;
}

/** What `REDIS_URL` or `KAFKA_BROKERS` names is taken as it is; where they name nothing, one of our own is started. */
export async function startBus(
  kind: BusKind,
  log: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Bus> {
  switch (kind) {
    case "redis": {
      const redis = await openRedis({ env, log });
      return createBus(redis, { BACKPLANE: kind, REDIS_URL: redis.url }, log);
    }
    case "kafka": {
      const kafka = await openKafka({ env, log });
      return createBus(kafka, { BACKPLANE: kind, KAFKA_BROKERS: kafka.brokers.join() }, log);
    }
    case "none":
      return createStill("none", { BACKPLANE: kind }, "no backplane");
  }
}

function createBus(
  broker: OwnProcess | Pick<OwnProcess, "close">,
  env: { readonly BACKPLANE: string } & Readonly<Record<string, string>>,
  log: (line: string) => void,
): Bus {
  const { BACKPLANE: kind, ...address } = env;
  const [[name, place] = []] = Object.entries(address);
  if (!("kill" in broker)) {
    log(`${kind} is not started: ${name} names one`);
    return createStill("elsewhere", env, `the ${kind} of ${name}`);
  }
  log(`${kind} is up, at ${place}`);
  return {
    get state() {
      return broker.state;
    },
    get pid() {
      return broker.pid;
    },
    env,
    acts: {
      kill: broker.kill,
      start: broker.restart,
      pause: async () => broker.pause(),
      resume: async () => broker.resume(),
    },
    close: broker.close,
  };
}

/** Nothing of ours: there is nothing to press. */
function createStill(state: "none" | "elsewhere", env: Bus["env"], what: string): Bus {
  const no = () => refuse("not-yours", "backplane", "one that this cluster has started", what);
  return {
    state,
    pid: undefined,
    env,
    acts: { kill: no, pause: no, resume: no, start: no },
    close: async () => {},
  };
}

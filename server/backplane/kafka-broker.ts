import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Admin } from "@platformatic/kafka";
import { fetchKafka } from "./kafka-fetch.ts";

/** A Kafka broker of our own: on free ports, with its data in a folder of its own that goes when it is closed. */
export interface KafkaBroker {
  /** Hosts and ports, as `KAFKA_BROKERS` has them. */
  readonly brokers: readonly string[];
  readonly pid: number | undefined;
  /** Where its data lies. */
  readonly folder: string;
  /** Ends it as a power cut would (SIGKILL). Its data stays on the disk. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same ports with the same data; resolves once it answers. */
  restart(): Promise<void>;
  /** Stops it in the middle of whatever it does (SIGSTOP): connections stay open, nothing is answered. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Brokers that somebody else runs: they are used, and left alone. */
export type KafkaElsewhere = Pick<KafkaBroker, "brokers" | "close">;

/**
 * One node that is broker and controller (KRaft). A cluster is safe because other nodes have what one loses; this one has
 * no others, so it syncs each batch to the disk before it answers (`flush`), at the cost of one fsync a batch. The sessions
 * are short so that it takes itself back within a second after a kill, and does not wait for its former self to expire.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  "process.roles": "broker,controller",
  "node.id": "1",
  "controller.listener.names": "CONTROLLER",
  "log.flush.interval.messages": "1",
  "default.replication.factor": "1",
  "offsets.topic.replication.factor": "1",
  "auto.create.topics.enable": "false",
  "broker.heartbeat.interval.ms": "200",
  "broker.session.timeout.ms": "1000",
  "num.network.threads": "2",
  "num.io.threads": "4",
  "log.cleaner.enable": "false",
};

/** A small heap, the plain collector and the quick compiler: it starts in 3 s, and is only to serve one machine. */
const JAVA = [
  "-Xmx512m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-XX:-UsePerfData",
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
];

const ANSWERS_WITHIN_MS = 60_000;

/** The brokers that `KAFKA_BROKERS` names, which are left as they are, or else one of our own. */
export async function openKafka(env: NodeJS.ProcessEnv = process.env): Promise<KafkaBroker | KafkaElsewhere> {
  return env.KAFKA_BROKERS
    ? { brokers: env.KAFKA_BROKERS.split(","), close: async () => {} }
    : startKafka({ env });
}

/** Starts a broker and resolves once it answers. Settings are lines of server.properties. */
export async function startKafka({
  env = process.env,
  settings = {},
}: {
  readonly env?: NodeJS.ProcessEnv;
  readonly settings?: Readonly<Record<string, string>>;
} = {}): Promise<KafkaBroker> {
  const { java, jars, formatted } = await fetchKafka(env);
  const folder = mkdtempSync(join(tmpdir(), "ladder-kafka-"));
  const [port, controllerPort] = await freePorts();
  const properties = join(folder, "server.properties");
  const data = join(folder, "data");
  const address = `127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  cpSync(formatted, data, { recursive: true });
  const lines = {
    listeners: `PLAINTEXT://${address},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://${address}`,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    "log.dirs": data,
    ...SETTINGS,
    ...settings,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(properties, text.join(""));

  async function start(): Promise<void> {
    const started = spawn(java, [...JAVA, "-cp", join(jars, "*"), "kafka.Kafka", properties], {
      stdio: ["ignore", "pipe", "pipe"],
    });
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
    while (!(await answers(address))) {
      const isOver = started.exitCode !== null || started.pid === undefined;
      if (!isOver && performance.now() < lastAt) await pause(50);
      else {
        await kill();
        throw new Error(`kafka did not start: ${output.trim() || "no answer"}`);
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

  /** Should this process end without closing, neither the broker nor its folder outlives it. */
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
    brokers: [address],
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

/** Two ports that were free a moment ago. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports = [];
  for (const server of servers) {
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    ports.push(address && typeof address === "object" ? address.port : 0);
  }
  for (const server of servers) {
    server.close();
    await once(server, "close");
  }
  const [first = 0, second = 0] = ports;
  return [first, second];
}

/** Whether a broker there takes part in its cluster: until it does, it names none. */
async function answers(address: string): Promise<boolean> {
  const limits = { retries: 0, connectTimeout: 1000, requestTimeout: 2000 };
  const admin = new Admin({ clientId: "ladder-start", bootstrapBrokers: [address], ...limits });
  try {
    return (await admin.metadata({ topics: [] })).brokers.size > 0;
  } catch {
    return false;
  } finally {
    await admin.close();
  }
}

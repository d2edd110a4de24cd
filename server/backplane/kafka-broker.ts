import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Admin } from "@platformatic/kafka";
import { fetchKafka } from "./kafka-fetch.ts";
import { freePorts, type OwnProcess, startOwnProcess } from "./own-process.ts";

/** A Kafka broker of our own: on free ports, with its data in a folder of its own that goes when it is closed. */
export interface KafkaBroker extends OwnProcess {
  /** Hosts and ports, as `KAFKA_BROKERS` has them. */
  readonly brokers: readonly string[];
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

export interface StartKafka {
  readonly env?: NodeJS.ProcessEnv;
  /** Lines of server.properties. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told when it ends by itself. */
  readonly log?: (line: string) => void;
}

/** The brokers that `KAFKA_BROKERS` names, which are left as they are, or else one of our own. */
export async function openKafka(how: StartKafka = {}): Promise<KafkaBroker | KafkaElsewhere> {
  const { KAFKA_BROKERS } = how.env ?? process.env;
  return KAFKA_BROKERS ? { brokers: KAFKA_BROKERS.split(","), close: async () => {} } : startKafka(how);
}

/** Starts a broker and resolves once it answers. */
export async function startKafka(how: StartKafka = {}): Promise<KafkaBroker> {
  const { env = process.env, settings = {}, log } = how;
  const { java, jars, formatted } = await fetchKafka(env);
  const [port, controllerPort] = await freePorts(2);
  const folder = mkdtempSync(join(tmpdir(), "ladder-kafka-"));
  const properties = join(folder, "server.properties");
  const data = join(folder, "data");
  const address = `127.0.0.1:${port}`;

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
  return startOwnProcess({
    name: "kafka",
    program: java,
    args: [...JAVA, "-cp", join(jars, "*"), "kafka.Kafka", properties],
    folder,
    answers: () => answers(address),
    withinMs: ANSWERS_WITHIN_MS,
    everyMs: 50,
    log,
    facts: { brokers: [address] },
  });
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

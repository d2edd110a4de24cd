import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** The parts that a broker is started from, on this disk. */
export interface KafkaParts {
  readonly java: string;
  /** Kafka and what it needs: 43 MB. */
  readonly jars: string;
  /** An empty data folder, formatted: to be copied for each broker. */
  readonly formatted: string;
}

const VERSION = "4.1.0";
const JAVA_MAJOR = 17;
const CACHE = join(import.meta.dirname, "../../.cache/kafka");
const INSTALL =
  "(Debian: sudo apt-get install openjdk-17-jre-headless maven; Mac: brew install openjdk@17 maven), or name brokers that run, as KAFKA_BROKERS=host:port,host:port";

/** What Maven Central is asked for. slf4j-simple writes to stderr what the broker has to say when it fails. */
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>realtime-ladder</groupId><artifactId>kafka-broker</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/** Formats the data folder of a broker that is its own controller; the ports are given when it is started. */
const FORMAT = (folder: string) => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:1
listeners=PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:1
controller.listener.names=CONTROLLER
log.dirs=${folder}
`;

/** Why no broker can be started here, and what to do; undefined where one can. */
export function whyNoKafka(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const java = findJava(env);
  if (!java) return `java is not on the PATH: install it ${INSTALL}`;
  const major = majorOf(java);
  if (major < JAVA_MAJOR)
    return `Kafka 4 needs Java ${JAVA_MAJOR}, and ${java} is ${major || "none that runs"}: install it ${INSTALL}`;
  if (existsSync(join(CACHE, VERSION)) || find("mvn", env)) return undefined;
  return `Kafka is not in .cache/kafka, and mvn, which fetches it, is not on the PATH: install it ${INSTALL}`;
}

/** Finds the broker in .cache/kafka, or fetches it from Maven Central (6 s and 43 MB, once). */
export async function fetchKafka(env: NodeJS.ProcessEnv = process.env): Promise<KafkaParts> {
  const problem = whyNoKafka(env);
  if (problem) throw new Error(problem);
  const java = findJava(env) ?? "java";
  const kept = join(CACHE, VERSION);
  if (!existsSync(kept)) await fetchInto(kept, java);
  return { java, jars: join(kept, "jars"), formatted: join(kept, "formatted") };
}

/** All is made ready beside its place and then put there at once: who comes at the same time does no harm. */
async function fetchInto(kept: string, java: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, "making-"));
  const [jars, formatted] = [join(making, "jars"), join(making, "formatted")];
  const [pom, properties] = [join(making, "pom.xml"), join(making, "format.properties")];
  try {
    writeFileSync(pom, POM);
    const wanted = ["-f", pom, `-DoutputDirectory=${jars}`, "-DincludeScope=runtime"];
    await run("mvn", ["-q", "-B", "dependency:copy-dependencies", ...wanted]);
    writeFileSync(properties, FORMAT(formatted));
    const tool = ["-cp", join(jars, "*"), "kafka.tools.StorageTool"];
    const id = (await run(java, [...tool, "random-uuid"])).trim();
    await run(java, [...tool, "format", "--cluster-id", id, "--config", properties]);
    if (!existsSync(kept)) renameSync(making, kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

async function run(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, args, { maxBuffer: 2 ** 24 })).stdout;
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`kafka: ${program} failed: ${(stdout + stderr).trim().slice(-1500) || message}`);
  }
}

function findJava(env: NodeJS.ProcessEnv): string | undefined {
  const own = env.JAVA_HOME && join(env.JAVA_HOME, "bin/java");
  return own && existsSync(own) ? own : find("java", env);
}

function find(program: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** 0 where it does not run: a Mac has a /usr/bin/java that only tells where to get one. */
function majorOf(java: string): number {
  try {
    const words = execFileSync(java, ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number(/^\S+ (\d+)/.exec(words)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

if (import.meta.main) {
  try {
    if (!whyNoKafka() && !existsSync(join(CACHE, VERSION))) process.stderr.write("Fetching Kafka …\n");
    await fetchKafka();
  } catch (error) {
    process.stderr.write(`The tests of more than one server over Kafka will be skipped: ${error}\n`);
    if (process.env.CI) process.exitCode = 1;
  }
}

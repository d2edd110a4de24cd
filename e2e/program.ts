import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../server/main.ts", import.meta.url));
const CLUSTER = fileURLToPath(new URL("../server/cluster/main.ts", import.meta.url));

/** The lab as a person starts it: a process of its own, that can be killed and started again on the same port. */
export interface Program {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** Ends it with a signal, and resolves with its exit code (null where the signal ended it). */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `node server/main.ts`, and resolves once it has said where it is. Port 0 takes a free one. */
export function startProgram(environment: Readonly<Record<string, string>> = {}): Promise<Program> {
  return start([MAIN], { PORT: "0", ...environment });
}

/** Starts `node server/cluster/main.ts`: so many servers, what they speak through, and nginx in front. */
export function startCluster(servers: number, backplane: "redis" | "kafka" | "none"): Promise<Program> {
  return start([CLUSTER, "--servers", String(servers), "--backplane", backplane, "--port", "0"], {});
}

async function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Program> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit") as Promise<[number | null]>;
  const firstLine = once(createInterface({ input: child.stdout }), "line").then(([line]) => String(line));
  const said = await Promise.race([firstLine, exited.then(([code]) => `exit code ${code}`)]);
  const url = /http:\/\/[^\s/]+/.exec(said)?.[0];
  if (!url) throw new Error(`the lab did not start: ${said}`);
  return {
    url,
    port: Number(new URL(url).port),
    process: child,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

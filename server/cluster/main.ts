import { parseArgs } from "node:util";
import { BUS_KINDS, type BusKind } from "./bus.ts";
import { startCluster } from "./cluster.ts";

const USAGE = "npm run cluster -- --servers 2 --backplane redis|kafka|none [--port 4000] [--host 127.0.0.1]";

/** Starts a cluster, says where it is, and stops all of it on Ctrl-C. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      servers: { type: "string", default: "2" },
      backplane: { type: "string", default: "redis" },
      port: { type: "string", default: process.env.PORT ?? "4000" },
      host: { type: "string", default: process.env.HOST ?? "127.0.0.1" },
    },
  });
  const parts = {
    servers: number("servers", values.servers, 1, 16),
    backplane: kind(values.backplane),
    port: number("port", values.port, 0, 65_535),
    host: values.host,
    log: (line: string) => void process.stderr.write(`${line}\n`),
  };
  // While it starts, what is there already ends with this process: each part sees to that (`exit`).
  const leave = () => process.exit(1);
  let stop: () => void = leave;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop());
  const cluster = await startCluster(parts);
  stop = () => {
    stop = leave; // asked twice: someone is in a hurry
    cluster.close().then(() => process.exit(0));
  };
  process.stdout.write(
    `The Realtime Ladder, on ${cluster.members.length} servers, is at ${cluster.url}/chat\n`,
  );
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`--${name}: expected ${min} to ${max}, got ${JSON.stringify(text)}\n${USAGE}`);
}

function kind(text: string): BusKind {
  const known = BUS_KINDS.find((one) => one === text);
  if (known) return known;
  throw new Error(`--backplane: expected ${BUS_KINDS.join(", ")}, got ${JSON.stringify(text)}\n${USAGE}`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

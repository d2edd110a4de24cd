import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// The server's unit tests once more, on the newest Node that we promise to run on; the registry carries it as a package.
const MAJOR = 26;
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(ROOT, `.cache/node-${MAJOR}`);
const NODE = join(FOLDER, "node_modules/node/bin/node");
const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");

const current = Number(process.versions.node.split(".")[0]);
if (current >= MAJOR) say(`skipped: the server on Node ${MAJOR}: its tests have run on ${process.version}`);
else {
  const problem = fetchNode();
  if (problem === undefined) process.exitCode = runUnitTests();
  else {
    say(`skipped: the server on Node ${MAJOR}: ${problem}`);
    if (process.env.CI) process.exitCode = 1;
  }
}

/** Why it cannot be had; undefined where it is there. */
function fetchNode(): string | undefined {
  if (existsSync(NODE)) return undefined;
  say(`Installing Node ${MAJOR} …`);
  const { npm_execpath: npm } = process.env;
  const [command, ...first] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  const wanted = [
    "install",
    "--prefix",
    FOLDER,
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    `node@${MAJOR}`,
  ];
  try {
    execFileSync(String(command), [...first, ...wanted], { stdio: ["ignore", "ignore", "inherit"] });
    execFileSync(NODE, ["--version"], { stdio: "ignore" });
    return undefined;
  } catch (error) {
    return `it could not be installed (${error instanceof Error ? error.message.split("\n")[0] : error})`;
  }
}

function runUnitTests(): number {
  // What speaks to Redis, Kafka and nginx takes long and has been tried once; what is nothing but JavaScript is alike on both.
  const elsewhere = ["backplane", "cluster", "channels", "prices", "presence", "protocol"].map(
    (folder) => `--exclude=server/${folder}/**`,
  );
  const options = ["--config=e2e/vitest.config.ts", "--reporter=dot"];
  const args = [VITEST, "run", ...options, ...elsewhere, "server"];
  const { status } = spawnSync(NODE, args, { cwd: ROOT, stdio: "inherit" });
  return status ?? 1;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

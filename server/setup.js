// Makes a fresh clone ready, before `npm start` and `npm test`: packages, Node 24, the built page. What is there is left
// alone, so the second run takes no time. Plain JavaScript without dependencies, because it runs before there are any,
// on whatever Node the machine has.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NODE_MAJOR = 24;
const MODULES = join(ROOT, "node_modules");
const STAMP = join(MODULES, ".installed-lock");
const FETCHED = join(MODULES, "node/bin/node");
const PAGE = join(ROOT, ".built/web/index.html");

install();
buildPage();
if (process.argv.includes("--for-tests")) {
  run(node(), ["e2e/system.ts"]);
  run(node(), ["server/backplane/kafka-fetch.ts"]);
}

/**
 * Installs what the lock file names and, where the machine's own Node is too old, Node 24 as a package beside it: npm
 * puts node_modules/.bin first on the path of its scripts, so they find that one. `npm ci` would be stricter, but fails
 * where a registry lacks the binary of some other platform.
 */
function install() {
  const isOwnNode = !process.execPath.startsWith(MODULES);
  const extra = isOwnNode && major(process.version) >= NODE_MAJOR ? [] : [`node@${NODE_MAJOR}`];
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  const wanted = [lock, ...extra].join(" ");
  if (
    existsSync(STAMP) &&
    readFileSync(STAMP, "utf8") === wanted &&
    (extra.length === 0 || existsSync(FETCHED))
  )
    return;
  say(
    [
      "Installing packages",
      ...extra.map((name) => `${name} (this machine's Node is ${process.version})`),
    ].join(" and "),
  );
  npm("install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", ...extra);
  writeFileSync(STAMP, wanted);
}

function buildPage() {
  const builtAt = existsSync(PAGE) ? statSync(PAGE).mtimeMs : 0;
  const sources = ["web", "server/protocol", "labs", "package-lock.json"];
  if (sources.every((source) => newest(join(ROOT, source)) <= builtAt)) return;
  say("Building the page …");
  run(node(), [join(MODULES, "vite/bin/vite.js"), "build", "web", "--logLevel", "warn"]);
}

function major(version) {
  return Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
}

/** The Node that npm's scripts find. */
function node() {
  return existsSync(FETCHED) ? FETCHED : process.execPath;
}

/** When a file, or anything in a folder, last changed, ms. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function npm(...args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith(".js")) run(process.execPath, [cli, ...args]);
  else run("npm", args);
}

function run(command, args) {
  try {
    execFileSync(command, args, { cwd: ROOT, stdio: ["ignore", 2, 2] });
  } catch (error) {
    fail(`setup: ${[command, ...args].join(" ")} failed (${error.status ?? error.message})`);
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

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
const PAGE = join(ROOT, ".built/web/index.html");

installPackages();
fetchNode();
buildPage();
if (process.argv.includes("--for-tests")) run(findNode(), ["e2e/system.ts"]);

function installPackages() {
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return;
  say("Installing packages …");
  npm("ci", "--no-audit", "--no-fund", "--loglevel=error");
  writeFileSync(STAMP, lock);
}

/** npm puts node_modules/.bin first on the path of its scripts, so a Node that is a package there is the one they use. */
function fetchNode() {
  if (findNode()) return;
  say(`Fetching Node ${NODE_MAJOR} (this machine's is ${process.version}) …`);
  npm("install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", `node@${NODE_MAJOR}`);
  if (!findNode())
    fail(
      `Node: expected ${NODE_MAJOR} or newer, got ${process.version}, and a newer one could not be fetched`,
    );
}

function buildPage() {
  const builtAt = existsSync(PAGE) ? statSync(PAGE).mtimeMs : 0;
  const sources = ["web", "server/protocol", "labs", "package-lock.json"];
  if (sources.every((source) => newest(join(ROOT, source)) <= builtAt)) return;
  say("Building the page …");
  run(findNode(), [join(MODULES, "vite/bin/vite.js"), "build", "web", "--logLevel", "warn"]);
}

/** The path of a Node that is new enough: the fetched one, or the one that runs this. */
function findNode() {
  const fetched = join(MODULES, ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (existsSync(fetched) && major(execFileSync(fetched, ["--version"], { encoding: "utf8" })) >= NODE_MAJOR)
    return fetched;
  return major(process.version) >= NODE_MAJOR ? process.execPath : undefined;
}

function major(version) {
  return Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
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

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Child, startChild } from "./child.ts";

export interface NginxParts {
  /** Where it listens, `host:port`. */
  readonly address: string;
  /** Ports of the servers behind it, on this machine. */
  readonly ports: readonly number[];
  /** Where /cluster/ is answered, `host:port`. */
  readonly supervisor: string;
  readonly log: (line: string) => void;
}

const TEMPLATE = new URL("nginx.conf", import.meta.url);
const ANSWERS_WITHIN_MS = 5_000;

/** The path of nginx, or undefined. `NGINX=/path` overrides what is looked for on the PATH. */
export function findNginx(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.NGINX) return env.NGINX;
  // Debian has it where only root looks.
  return [...(env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"]
    .map((folder) => join(folder, "nginx"))
    .find((path) => existsSync(path));
}

export function whyNoNginx(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (findNginx(env)) return undefined;
  return "nginx is not on the PATH: install it (Debian: sudo apt-get install nginx-light; Mac: brew install nginx)";
}

/** The annotated configuration, filled in. */
export function fillIn(
  template: string,
  { address, ports, supervisor }: Omit<NginxParts, "log">,
  folder: string,
): string {
  const servers = ports.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join("\n    ");
  const values: Readonly<Record<string, string>> = { folder, address, servers, supervisor };
  return template.replace(
    /\{(folder|address|servers|supervisor)\}/g,
    (_all, name: string) => values[name] ?? "",
  );
}

/** Starts nginx in front of the servers, and resolves once it takes connections. */
export async function startNginx(parts: NginxParts): Promise<{ close(): Promise<void> }> {
  const program = findNginx();
  if (!program) throw new Error(whyNoNginx());
  const folder = mkdtempSync(join(tmpdir(), "ladder-nginx-"));
  const file = join(folder, "nginx.conf");
  writeFileSync(file, fillIn(readFileSync(TEMPLATE, "utf8"), parts, folder));
  const said: string[] = [];
  const log = (line: string) => {
    said.push(line);
    parts.log(line);
  };
  const child: Child = startChild({
    program,
    args: ["-p", folder, "-c", file, "-e", "stderr"],
    name: "nginx",
    log,
  });
  let isOver = false;
  child.ended.then(() => {
    isOver = true;
  });
  /** Should this process end without closing, the folder does not outlive it. */
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", cleanUp);
  const close = async () => {
    child.kill("SIGTERM");
    await child.ended;
    process.off("exit", cleanUp);
    cleanUp();
  };
  const lastAt = performance.now() + ANSWERS_WITHIN_MS;
  while (!(await listens(parts.address))) {
    if (isOver || performance.now() > lastAt) {
      await close();
      throw new Error(`nginx did not start: ${said.join(" ") || "no answer"}`);
    }
    await pause(25);
  }
  return { close };
}

async function listens(address: string): Promise<boolean> {
  const url = `http://${address.replace(/^(0\.0\.0\.0|\[::\])/, "127.0.0.1")}/cluster/state`;
  return fetch(url, { signal: AbortSignal.timeout(1000) }).then(
    () => true,
    () => false,
  );
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A program that the supervisor has started. */
export interface Child {
  readonly pid: number | undefined;
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildParts {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it says of errors goes there, each line after its name. */
  readonly name: string;
  readonly log: (line: string) => void;
}

/** Starts a program. It does not outlive this process, unless that is killed itself (SIGKILL). */
export function startChild({ program, args, env = {}, name, log }: ChildParts): Child {
  const child: ChildProcess = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.on("error", (error) => log(`${name}: ${error.message}`));
  child.stderr?.on("data", (text: Buffer) => {
    for (const line of String(text).trimEnd().split("\n")) log(`${name}: ${line}`);
  });
  const cleanUp = () => void child.kill("SIGKILL");
  process.once("exit", cleanUp);
  const ended = (child.pid === undefined ? Promise.resolve() : once(child, "exit")).then(() => {
    process.off("exit", cleanUp);
  });
  return { pid: child.pid, ended, kill: (signal) => void child.kill(signal) };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Settings } from "./members.ts";

const MEMBERS = fileURLToPath(new URL("members.ts", import.meta.url));

export interface ClientProcess {
  /** It does nothing any more, and its kernel goes on for it: what comes is acknowledged, and read by nobody. */
  stop(): void;
  /** Ends it, stopped or not. */
  close(): Promise<void>;
}

/** Starts the peers in a process of their own, in a network namespace if one is named, and waits for their answers. */
export async function startClients(settings: Settings, namespace?: string): Promise<ClientProcess> {
  const command = [process.execPath, MEMBERS, JSON.stringify(settings)];
  const [program = "", ...rest] = namespace ? ["ip", "netns", "exec", namespace, ...command] : command;
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const ready = once(createInterface({ input: child.stdout }), "line");
  await Promise.race([
    ready,
    exited.then(([code]) => {
      throw new Error(`the clients did not start: exit code ${code}`);
    }),
  ]);
  return {
    stop: () => void child.kill("SIGSTOP"),
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

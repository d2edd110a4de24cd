import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

interface Question {
  readonly id: number;
  readonly question: string;
  readonly argument: unknown;
}
interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** What a child process knows to do when it is asked, by name. */
export type Answers = Readonly<Record<string, (argument: never) => unknown>>;

/** A process of the benchmark, pinned to a core, that answers questions one after another. */
export interface Child {
  ask<Value = void>(question: string, argument?: unknown): Promise<Value>;
  stop(): Promise<void>;
}

const TASKSET = "/usr/bin/taskset";
/** The server under test has core 0 to itself, everything else core 1. Where that cannot be, the kernel decides. */
export const canPin = existsSync(TASKSET) && availableParallelism() >= 2;
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

export function startChild(
  file: string,
  { core, flags = [], args = [] }: { core: number; flags?: string[]; args?: string[] },
): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const command = [process.execPath, ...flags, path, ...args];
  const [program = "", ...rest] = canPin ? [TASKSET, "-c", String(core), ...command] : command;
  const child = spawn(program, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastId = 0;
  child.on("message", (answer: Answer) => waiting.get(answer.id)?.(answer));
  child.on("exit", (code, signal) => {
    for (const [id, answer] of waiting) answer({ id, error: `${file} ended (${code ?? signal})` });
  });
  return {
    ask: <Value>(question: string, argument?: unknown) => {
      lastId += 1;
      const id = lastId;
      return new Promise<Value>((resolve, reject) => {
        waiting.set(id, ({ value, error }) => {
          waiting.delete(id);
          if (error === undefined) resolve(value as Value);
          else reject(new Error(`${question}: ${error}`));
        });
        if (child.connected) child.send({ id, question, argument } satisfies Question);
        else waiting.get(id)?.({ id, error: `${file} is not there` });
      });
    },
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.disconnect();
  await gone;
}

/** The child's side: answers until the parent hangs up, then ends. */
export function answerAsks(answers: Answers, leave: () => void = () => {}): void {
  process.on("message", async ({ id, question, argument }: Question) => {
    const answer: Answer = await Promise.resolve(argument as never)
      .then((given) => answers[question]?.(given))
      .then(
        (value) => ({ id, value }),
        (error) => ({ id, error: error instanceof Error ? error.message : String(error) }),
      );
    process.send?.(answer);
  });
  process.on("disconnect", () => {
    leave();
    process.exit(0);
  });
}

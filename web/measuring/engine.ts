import { createRun, type Run, type RunParts } from "./run.ts";
import type { Command } from "./snapshot.ts";

/** Takes the page's commands, and keeps at most one run going: from `start` to `stop`, or to the next `start`. */
export interface Engine {
  command(command: Command): void;
  close(): void;
}

export function createEngine(parts: RunParts): Engine {
  let run: Run | undefined;
  let isHidden = false;

  function close(): void {
    run?.close();
    run = undefined;
  }

  return {
    command(command) {
      if (command.type === "visibility") isHidden = command.hidden;
      if (command.type !== "start") run?.command(command);
      if (command.type === "stop") run = undefined;
      if (command.type !== "start") return;
      close();
      run = createRun(parts, command);
      if (isHidden) run.command({ type: "visibility", hidden: true });
    },
    close,
  };
}

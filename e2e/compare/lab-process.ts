import { type Program, startProgram } from "../program.ts";
import { leaveNoOrphan } from "./orphan.ts";

/** The lab that a study is run on: a process of its own, started anew should it die. */
export interface LabProcess {
  /** The lab as it runs now; starts it where it does not. Throws, in words, where it does not start. */
  running(): Promise<RunningLab>;
  stop(): Promise<void>;
}

export interface RunningLab {
  readonly url: string;
  /** Resolves, should it die, with how it did. */
  readonly death: Promise<string>;
}

export function createLabProcess(start: () => Promise<Program> = startProgram): LabProcess {
  let program: Program | undefined;
  let running: RunningLab | undefined;

  return {
    async running() {
      if (running) return running;
      const started = await start();
      program = started;
      leaveNoOrphan(started.process);
      const death = new Promise<string>((resolve) => {
        started.process.once("exit", (code, signal) => {
          program = running = undefined;
          resolve(`the lab died (${signal ?? `exit code ${code}`})`);
        });
      });
      running = { url: started.url, death };
      return running;
    },
    async stop() {
      await program?.stop();
    },
  };
}

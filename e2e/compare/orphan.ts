import type { ChildProcess } from "node:child_process";
import type { EventEmitter } from "node:events";

/** Ends a child with this program, should that exit before the child was asked to end. */
export function leaveNoOrphan(child: ChildProcess, us: EventEmitter = process): void {
  const end = () => child.kill("SIGKILL"); // there is no time to ask: nothing is awaited on exit
  us.once("exit", end);
  child.once("exit", () => us.off("exit", end));
}

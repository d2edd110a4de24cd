import type { EventEmitter } from "node:events";
import { EXIT } from "./exit-code.ts";

/**
 * Aborts at the first Ctrl-C, so that the study ends in order and keeps what is done; at the second the program exits, in
 * whatever state: who asks twice does not want to wait.
 */
export function listenForStop(
  from: EventEmitter = process,
  exit: (code: number) => void = (code) => process.exit(code),
): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"])
    from.on(name, () => (stop.signal.aborted ? exit(EXIT.stopped) : stop.abort()));
  return stop.signal;
}

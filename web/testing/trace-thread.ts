import { createTraceKeeper, type TraceAnswer } from "../exports/trace-keeper.ts";
import type { TraceWorker } from "../exports/trace-tape.ts";

/** What reads a trace, on the test's own thread. */
export function createTraceThread(): TraceWorker {
  const keeper = createTraceKeeper();
  const worker: TraceWorker = {
    postMessage: (question) =>
      void keeper(question).then((data) => worker.onmessage?.({ data } as MessageEvent<TraceAnswer>)),
    terminate() {},
    onmessage: null,
    onerror: null,
  };
  return worker;
}

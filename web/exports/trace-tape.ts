import { Refusal } from "#protocol/refusal.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import type { Charts } from "../charts/series.ts";
import type { Snapshot } from "../measuring/snapshot.ts";
import type { Aftermath } from "../network/aftermath.ts";
import type { Dissection, Tape } from "../network/tape.ts";
import type { OpenedTrace, TraceAnswer, TraceQuestion } from "./trace-keeper.ts";
import { aftermathOf, chartsOf, snapshotOf } from "./traced.ts";

/** The part of a `Worker` that is used, so that a test can stand in for it. */
export interface TraceWorker {
  postMessage(question: TraceQuestion): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<TraceAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** A trace to look through, as the tape of a run that is over, with the figures that came of it. */
export interface TraceTape extends Tape {
  readonly trace: OpenedTrace["trace"];
  /** Time of its last record, server clock. */
  readonly endsAt: number;
  readonly snapshot: Snapshot;
  readonly charts: Charts;
  readonly aftermath: readonly Aftermath[];
  records(): Promise<readonly TapeRecord[]>;
  /** Ends the worker that keeps its bytes. */
  close(): void;
}

/** Has a file read and decoded by a worker of its own; what is no trace is refused by name, and the worker ends. */
export async function openTraceTape(spawn: () => TraceWorker, file: Blob): Promise<TraceTape> {
  const questions = new Map<number, (answer: TraceAnswer) => void>();
  const worker = spawn();
  let asked = 0;
  worker.onmessage = ({ data }) => {
    questions.get(data.question)?.(data);
    questions.delete(data.question);
  };
  worker.onerror = ({ message }) => {
    const refusal = { code: "internal-error", message: message || "its worker could not be loaded" } as const;
    for (const [question, answer] of questions) answer({ question, said: undefined, refusal });
    questions.clear();
  };

  function ask(question: Omit<TraceQuestion, "question">): Promise<TraceAnswer["said"]> {
    asked += 1;
    const number = asked;
    return new Promise((resolve, reject) => {
      questions.set(number, ({ said, refusal }) =>
        refusal ? reject(new Refusal(refusal.code, refusal.message)) : resolve(said),
      );
      worker.postMessage({ ...question, question: number } as TraceQuestion);
    });
  }

  try {
    const opened = (await ask({ type: "open", file } as TraceQuestion)) as OpenedTrace;
    return {
      ...opened,
      snapshot: snapshotOf(opened),
      charts: chartsOf(opened.trace),
      aftermath: aftermathOf(opened.trace),
      incidents: opened.trace.incidents.map(({ at, until, words }) => ({ at, until, words })),
      version: 1,
      life: 0,
      unrecorded: 0,
      offsetMs: 0,
      records: async () => (await ask({ type: "records" })) as readonly TapeRecord[],
      dissect: async (id) => (await ask({ type: "dissect", id } as TraceQuestion)) as Dissection | undefined,
      subscribe: () => () => {},
      close: () => worker.terminate(),
    };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

import { Refusal, type RefusalCode } from "#protocol/refusal.ts";
import type { TapeRecord } from "#protocol/tape.ts";
import type { Entry } from "#protocol/wire/entry.ts";
import type { Dissection, Published } from "../network/tape.ts";
import { createTapeStore } from "../network/tape-store.ts";
import { readTrace, type Trace } from "./trace.ts";

/** Page → worker. Each question is answered under its number. */
export type TraceQuestion =
  | { readonly type: "open"; readonly question: number; readonly file: Blob }
  | { readonly type: "dissect"; readonly question: number; readonly id: number }
  | { readonly type: "records"; readonly question: number };

/** A trace that was read, but for its records: they are many, and stay where they were decoded. */
export interface OpenedTrace {
  readonly trace: Omit<Trace, "records">;
  readonly entries: readonly Entry[];
  readonly updates: readonly Published[];
  /** Entries that found no room. */
  readonly lost: number;
  /** Time of the last record, server clock. */
  readonly endsAt: number;
}

/** Worker → page. */
export interface TraceAnswer {
  readonly question: number;
  readonly said: OpenedTrace | Dissection | readonly TapeRecord[] | undefined;
  /** In place of an answer: a `Refusal`, which does not survive the way from thread to thread as such. */
  readonly refusal?: { readonly code: RefusalCode; readonly message: string };
}

/** So many records are decoded before what found no room is let go. */
const SLICE = 1000;

/** Reads one trace, decodes it, and keeps its bytes: off the page's thread, which a large file would hold up for seconds. */
export function createTraceKeeper(): (question: TraceQuestion) => Promise<TraceAnswer> {
  const store = createTapeStore();
  let records: readonly TapeRecord[] = [];

  async function open(file: Blob): Promise<OpenedTrace> {
    const { records: read, ...trace } = readTrace(await file.text());
    records = read;
    for (let i = 0; i < records.length; i += SLICE) store.feed(records.slice(i, i + SLICE));
    const { entries, updates, lost } = store;
    return { trace, entries, updates, lost, endsAt: records.at(-1)?.at ?? 0 };
  }

  return async (asked) => {
    const { question } = asked;
    try {
      if (asked.type === "open") return { question, said: await open(asked.file) };
      return { question, said: asked.type === "records" ? records : store.dissect(asked.id) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message } = error;
      return { question, said: undefined, refusal: { code, message } };
    }
  };
}

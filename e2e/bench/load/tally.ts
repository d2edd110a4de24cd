import type { Stamp } from "../peers/message.ts";
import { nowUs } from "../peers/message.ts";
import { quantile } from "../statistics.ts";

/** What one client has heard. */
export interface Heard {
  firstSeq: number;
  lastSeq: number;
  messages: number;
}

/** What a group of clients has heard, and how old it was. */
export interface TallyReport {
  readonly deliveries: number;
  /** Messages published while a client was there, that it never heard. */
  readonly lost: number;
  /** Reads from the sockets: at least one a write of the server that did not meet another on its way. */
  readonly reads: number;
  readonly bytes: number;
  readonly answers: number;
  readonly closed: number;
  readonly stalenessMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
}

/** Counts what a group of clients hears. */
export interface Tally {
  hear(heard: Heard, stamp: Stamp): void;
  count(what: "reads" | "bytes" | "answers" | "closed", by?: number): void;
  /** From now on each delivery's staleness is kept: from when the message was due to now. */
  record(): void;
  clear(): void;
  report(clients: Iterable<Heard>): TallyReport;
  readonly samples: readonly number[];
}

export function createTally(): Tally {
  const counts = { reads: 0, bytes: 0, answers: 0, closed: 0 };
  let deliveries = 0;
  let recording = false;
  let samples: number[] = [];
  let newest = 0;

  return {
    hear(heard, { seq, dueUs }) {
      if (seq <= heard.lastSeq) return; // a poll that is told the same again
      if (heard.firstSeq === 0) heard.firstSeq = seq;
      heard.lastSeq = seq;
      heard.messages += 1;
      if (seq > newest) newest = seq;
      deliveries += 1;
      if (recording) samples.push((nowUs() - dueUs) / 1000);
    },
    count(what, by = 1) {
      counts[what] += by;
    },
    record() {
      recording = true;
      samples = [];
    },
    clear() {
      deliveries = 0;
      for (const key of Object.keys(counts) as (keyof typeof counts)[]) counts[key] = 0;
    },
    report(clients) {
      let lost = 0;
      for (const { firstSeq, messages } of clients)
        if (firstSeq > 0) lost += newest - firstSeq + 1 - messages;
      return { deliveries, lost, ...counts, stalenessMs: recording ? summarise(samples) : null };
    },
    get samples() {
      return samples;
    },
  };
}

export function summarise(samples: readonly number[]): TallyReport["stalenessMs"] {
  const sorted = Float64Array.from(samples).sort();
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: sorted.at(-1) ?? 0 };
}

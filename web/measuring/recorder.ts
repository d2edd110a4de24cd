import { type CounterPayload, type Envelope, isNotice, type ResetPayload } from "#protocol/envelope.ts";
import type { LaneFigures } from "#protocol/figures.ts";
import type { Outcome, RequestKind } from "../transports/transport.ts";
import { createAge } from "./age.ts";
import { createHistogram } from "./histogram.ts";

/** Turns what happens on one lane into its figures. Times are page times in ms, and are passed in. */
export interface Recorder {
  /** The lane is switched on: what was said before is no business of its. */
  open(at: number): void;
  close(at: number): void;
  /** A message or notice that is new here; `publishedAt` is undefined while the server's clock is not known. */
  message(envelope: Envelope, arrivedAt: number, publishedAt: number | undefined): void;
  /** A message that is not newer than the newest: here already, or overtaken on its way. */
  late(envelope: Envelope): void;
  request(kind: RequestKind): void;
  ended(kind: RequestKind, outcome: Outcome): void;
  /** A request waited so long in the browser before it went out. */
  queued(waitMs: number): void;
  /** From here until `show` nothing counts in a figure of time: a hidden tab's timers and arrivals are the browser's doing. */
  hide(at: number): void;
  show(at: number): void;
  /** The counter is paused: the newest value then grows old without being out of date, which would say nothing. */
  rest(at: number, isPaused: boolean): void;
  /** True for a message on whose way, from `publishedAt` to now, the tab was hidden. */
  isHidden(publishedAt: number): boolean;
  clear(at: number): void;
  /** Gives away the staleness of each message since it was last asked, ms: of those that the figures count, hidden ones too. */
  takeStalenesses(): readonly number[];
  /** What the server should have counted of this lane. */
  readonly requests: number;
  readonly messages: number;
  /** What the client was last told, by message or snapshot. */
  readonly value: number | undefined;
  figures(now: number): LaneFigures;
}

/** How far back a late message is looked up, to tell one that was overtaken from one that was here. */
const REMEMBERED = 1024;

const ZERO = {
  delivered: 0,
  missed: 0,
  duplicated: 0,
  reordered: 0,
  resets: 0,
  requests: 0,
  emptyResponses: 0,
  reconnects: 0,
  hiddenSamples: 0,
};

export function createRecorder(): Recorder {
  const counts = { ...ZERO };
  const staleness = createHistogram();
  const age = createAge();
  const remembered = new Map<number, string>(); // seq % REMEMBERED → position
  const queueing = { count: 0, sumMs: 0 };
  let value: number | undefined;
  let newest: { epoch: string; seq: number } | undefined;
  let openedAt = 0;
  let firstValueMs: number | undefined;
  let isLost = false;
  let shownAt = -Infinity; // Infinity while hidden
  let isPaused = false;
  let stalenesses: number[] = [];

  function hear({ type, seq, epoch, payload }: Envelope, at: number): void {
    value = (payload as CounterPayload | null)?.value ?? value;
    counts.delivered += 1;
    counts.missed += skippedTo(epoch, seq - 1);
    newest = { epoch, seq };
    remembered.set(seq % REMEMBERED, `${epoch}:${seq}`);
    if (type === "counter") firstValueMs ??= at - openedAt;
  }

  /** A reset: the messages until here are lost within a life of the log; of another life none was missed. */
  function startAgain({ seq, epoch, payload }: Envelope, at: number): void {
    const { snapshot } = payload as ResetPayload;
    value = (snapshot as CounterPayload | null)?.value ?? value;
    counts.resets += 1;
    counts.missed += skippedTo(epoch, seq);
    newest = { epoch, seq };
    if (snapshot !== null) firstValueMs ??= at - openedAt;
    age.forget(at); // the snapshot does not say when it was published
  }

  function skippedTo(epoch: string, seq: number): number {
    return newest?.epoch === epoch ? Math.max(0, seq - newest.seq) : 0;
  }

  function time(arrivedAt: number, publishedAt: number): void {
    // What was published before the lane was there says when it was switched on, not how slow it is.
    if (publishedAt >= openedAt) sample(arrivedAt - publishedAt, isHidden(publishedAt));
    age.see(publishedAt, arrivedAt);
  }

  function sample(stalenessMs: number, hidden: boolean): void {
    stalenesses.push(stalenessMs);
    if (hidden) counts.hiddenSamples += 1;
    else staleness.record(stalenessMs);
  }

  const isHidden = (publishedAt: number) => publishedAt < shownAt;

  function settle(at: number): void {
    if (isPaused || shownAt === Infinity) age.pause(at);
    else age.resume(at);
  }

  return {
    open(at) {
      openedAt = at;
      newest = firstValueMs = undefined;
      isLost = false;
    },
    close(at) {
      age.forget(at);
    },
    message(envelope, arrivedAt, publishedAt) {
      if (envelope.type === "reset") startAgain(envelope, arrivedAt);
      if (isNotice(envelope)) return;
      hear(envelope, arrivedAt);
      if (publishedAt !== undefined) time(arrivedAt, publishedAt);
    },
    late(envelope) {
      if (isNotice(envelope)) return;
      const { epoch, seq } = envelope;
      const isOvertaken =
        newest !== undefined &&
        newest.epoch === epoch &&
        seq > newest.seq - REMEMBERED &&
        remembered.get(seq % REMEMBERED) !== `${epoch}:${seq}`;
      if (!isOvertaken) {
        counts.duplicated += 1;
        return;
      }
      counts.reordered += 1;
      counts.missed = Math.max(0, counts.missed - 1);
      remembered.set(seq % REMEMBERED, `${epoch}:${seq}`);
    },
    request(kind) {
      counts.requests += 1;
      if (kind !== "poll" && kind !== "connection") return;
      if (isLost) counts.reconnects += 1;
      isLost = false;
    },
    ended(kind, outcome) {
      if (kind === "poll" && outcome === "empty") counts.emptyResponses += 1;
      if ((kind === "poll" || kind === "connection") && outcome === "failed") isLost = true;
    },
    queued(waitMs) {
      queueing.count += 1;
      queueing.sumMs += waitMs;
    },
    hide(at) {
      shownAt = Infinity;
      settle(at);
    },
    show(at) {
      if (shownAt !== Infinity) return;
      shownAt = at;
      settle(at);
    },
    rest(at, paused) {
      if (isPaused && !paused) age.forget(at);
      isPaused = paused;
      settle(at);
    },
    isHidden,
    clear(at) {
      Object.assign(counts, ZERO);
      Object.assign(queueing, { count: 0, sumMs: 0 });
      staleness.clear();
      age.clear(at);
    },
    takeStalenesses() {
      const taken = stalenesses;
      stalenesses = [];
      return taken;
    },
    get requests() {
      return counts.requests;
    },
    get messages() {
      return counts.delivered + counts.duplicated + counts.reordered;
    },
    get value() {
      return value;
    },
    figures: (now) => ({
      ...counts,
      firstValueMs,
      staleness: staleness.quantiles(),
      meanAgeMs: age.mean(now),
      queueingMs: queueing.count > 0 ? queueing.sumMs / queueing.count : undefined,
    }),
  };
}

import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Subscriber } from "./backplane.ts";

/** Where one subscriber stands in a channel's log, and how it gets on: by what it hears, or else by reading the log. */
export interface Reader {
  readonly channel: string;
  /** Something was heard that the log could not be read for: to be tried again. */
  readonly isBehind: boolean;
  /** It is in the same life of the log, and has not come so far. */
  isBefore(position: Position): boolean;
  hear(news: News): void;
  /** Reads on from where the subscriber stands. Rejects where the log cannot be read. */
  catchUp(): Promise<void>;
  stop(): void;
}

/** A message as it came over pub/sub, or as it stands in the stream. */
export interface News {
  readonly epoch: string;
  readonly seq: number;
  /** The JSON of [id, type, at, payload]. */
  readonly entry: string;
}

export interface Page {
  readonly epoch: string;
  /** The newest seq of the log, which may be further than this page goes. */
  readonly head: number;
  /** From the position that was asked for, itself included; of another epoch, from the oldest that is kept. */
  readonly entries: readonly Omit<News, "epoch">[];
}

export interface ReaderParts {
  readonly channel: string;
  readonly subscriber: Subscriber;
  readonly read: (from: Position) => Promise<Page>;
  /** Makes the log begin a new life, if it is still in this one. */
  readonly renew: (epoch: string) => Promise<void>;
}

/** What is heard while the log is being read waits: so many, and for the rest the log is read again. */
const WAITING = 1000;

export function createReader({ channel, subscriber, read, renew }: ReaderParts): Reader {
  let at: Position = { epoch: "", seq: 0 };
  let lastId: string | undefined;
  let waiting: News[] = [];
  let reading: Promise<void> | undefined;
  let isBehind = false;
  let isStopped = false;

  function begin(start: Position): void {
    at = start;
    lastId = undefined;
    subscriber.begin(start);
  }

  function tell(seq: number, entry: string): void {
    const [id, type, sentAt, payload] = JSON.parse(entry) as [string, string, number, unknown];
    const { epoch } = at;
    at = { epoch, seq };
    lastId = id;
    const envelope: Envelope = { v: 1, type, channel, epoch, seq, at: sentAt, payload };
    subscriber.message(envelope);
  }

  /** False where this is not the next message, nor one that was told already: the log knows more. */
  function take({ epoch, seq, entry }: News): boolean {
    if (epoch !== at.epoch || seq > at.seq + 1) return false;
    if (seq === at.seq + 1) tell(seq, entry);
    return true;
  }

  /** Whether what was told is what the log says, as far as the log still goes back. */
  function isTrue({ epoch, head, entries }: Page): boolean {
    if (epoch !== at.epoch) return true;
    const [first] = entries;
    if (head < at.seq) return false;
    return first?.seq !== at.seq || lastId === undefined || JSON.parse(first.entry)[0] === lastId;
  }

  function turn({ epoch, head, entries }: Page): void {
    if (epoch !== at.epoch) begin({ epoch, seq: (entries[0]?.seq ?? head + 1) - 1 });
    for (const { seq, entry } of entries) {
      if (isStopped) return;
      if (seq <= at.seq) continue;
      if (seq > at.seq + 1) begin({ epoch, seq: seq - 1 });
      tell(seq, entry);
    }
  }

  async function readOn(): Promise<void> {
    for (let isDone = false; !isDone && !isStopped; ) {
      const page = await read(at);
      if (isStopped) return;
      if (!isTrue(page)) await renew(page.epoch);
      else {
        const before = at;
        turn(page);
        if (at.seq < page.head && at === before) throw new Error(`the log of ${channel} has a hole`);
        isDone = at.seq >= page.head && takeWaiting();
      }
    }
  }

  /** True where what was heard in the meantime goes on from here. */
  function takeWaiting(): boolean {
    const heard = waiting;
    waiting = [];
    return heard.length < WAITING && heard.every((news) => isStopped || take(news));
  }

  function catchUp(): Promise<void> {
    reading ??= readOn()
      .then(
        () => {
          isBehind = false;
        },
        (error: unknown) => {
          isBehind = true;
          throw error;
        },
      )
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }

  return {
    channel,
    get isBehind() {
      return isBehind;
    },
    isBefore: ({ epoch, seq }) => epoch === at.epoch && at.seq < seq,
    hear(news) {
      if (isStopped) return;
      if (reading) {
        if (waiting.length < WAITING) waiting.push(news);
      } else if (isBehind || !isTaken(news)) catchUp().catch(() => {});
    },
    catchUp,
    stop() {
      isStopped = true;
      waiting = [];
    },
  };

  /** What is no entry of ours is looked up in the log, which then says what is wrong. */
  function isTaken(news: News): boolean {
    try {
      return take(news);
    } catch {
      return false;
    }
  }
}

import type { TapeRecord } from "#protocol/tape.ts";

/**
 * Keeps what was seen until it can be told. Bounded: bytes that find no room are lost, and counted. That a connection
 * opened and ended is kept beyond that bound: without it nobody could read the rest, and its bar would never end.
 */
export interface Recorder {
  readonly isOn: boolean;
  turn(on: boolean): void;
  record(record: TapeRecord): void;
  /** What was told last has been taken; before that, nothing more is told. */
  taken(): void;
  close(): void;
}

export interface RecorderParts {
  readonly after: (ms: number, then: () => void) => () => void;
  readonly tell: (records: readonly TapeRecord[], lost: number) => void;
}

/** From a record to its telling, ms. */
const BATCH_MS = 50;
/** Of bytes and their passing wait at most so much, as JSON more or less. */
const ROOM_BYTES = 4 << 20;
/** Openings and ends that wait at most: all five lanes full of connections that come and go, ten times over. */
const ROOM_LIVES = 20_000;
/** A record beside its data, about. */
const RECORD_BYTES = 120;

export function createRecorder({ after, tell }: RecorderParts): Recorder {
  let isOn = false;
  let records: TapeRecord[] = [];
  let bytes = 0;
  let lives = 0;
  let lost = 0;
  let isTaking = false;
  let stopWaiting: (() => void) | undefined;

  function schedule(): void {
    if (!isTaking && records.length + lost > 0) stopWaiting ??= after(BATCH_MS, flush);
  }

  function flush(): void {
    stopWaiting = undefined;
    const [batch, missing] = [records, lost];
    records = [];
    bytes = lives = lost = 0;
    isTaking = true;
    tell(batch, missing);
  }

  function takesRoom(record: TapeRecord): boolean {
    if (record.kind === "opened" || record.kind === "ended") {
      if (lives >= ROOM_LIVES) return false;
      lives += 1;
      return true;
    }
    const size = RECORD_BYTES + (record.kind === "bytes" ? record.data.length : 0);
    if (bytes + size > ROOM_BYTES) return false;
    bytes += size;
    return true;
  }

  return {
    get isOn() {
      return isOn;
    },
    turn(on) {
      isOn = on;
    },
    record(record) {
      if (!isOn) return;
      if (takesRoom(record)) records.push(record);
      else lost += 1;
      schedule();
    },
    taken() {
      isTaking = false;
      schedule();
    },
    close() {
      isOn = false;
      stopWaiting?.();
    },
  };
}

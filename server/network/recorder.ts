import type { TapeRecord } from "#protocol/tape.ts";

/** Keeps what was seen until it can be told. Bounded: what finds no room is lost, and counted. */
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
/** Wait at most, as JSON more or less. */
const ROOM_BYTES = 4 << 20;
/** A record beside its data, about. */
const RECORD_BYTES = 120;

export function createRecorder({ after, tell }: RecorderParts): Recorder {
  let isOn = false;
  let records: TapeRecord[] = [];
  let bytes = 0;
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
    bytes = lost = 0;
    isTaking = true;
    tell(batch, missing);
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
      const size = RECORD_BYTES + (record.kind === "bytes" ? record.data.length : 0);
      if (bytes + size > ROOM_BYTES) lost += 1;
      else {
        records.push(record);
        bytes += size;
      }
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

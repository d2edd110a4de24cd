import type { Faults } from "#protocol/network.ts";
import type { Wait } from "./wait.ts";

/** How a side ends its stream: FIN, after which the other may still speak, or RST, after which nobody does. */
export type Ending = "fin" | "reset";

/** What a network holds in all its connections together, bytes. */
export interface Sum {
  heldBytes: number;
}

/** It holds so much that nobody may hold more than what has to be. */
export const isTooMuch = ({ heldBytes }: Sum): boolean => heldBytes > SUM_BYTES;

export interface LineParts {
  readonly faults: () => Faults;
  /** Of the jitter. */
  readonly random: () => number;
  readonly now: () => number;
  readonly wait: Wait;
  readonly sum: Sum;
  /** Hands bytes on; false when no more should come until `drained`. */
  readonly deliver: (bytes: Buffer) => boolean;
  readonly end: (how: Ending) => void;
  /** Holds as much as it may (true), or has room again: who reads the source pauses and goes on. */
  readonly crowd: (isFull: boolean) => void;
}

/** One direction of a connection: what goes in comes out later, in order, as fast as the faults let it. */
export interface Line {
  send(bytes: Buffer): void;
  /** The end takes its turn behind the bytes. */
  end(how: Ending): void;
  /** Who takes the bytes can take more. */
  drained(): void;
  /** The faults have changed. */
  look(): void;
  /** Lets go of what it holds; what is sent from now on is gone. */
  close(): void;
  /** Bytes handed on so far. */
  readonly handedOn: number;
}

interface Item {
  readonly dueAt: number;
  bytes: Buffer;
  readonly ending?: Ending;
}

/** Without a limit of speed a line holds at most so much; with one, so little beyond what is under way. */
const HELD_BYTES = 1 << 20;
const QUEUE_BYTES = 1 << 16;
/** However long and fat the line is; and where all lines of a network hold so much, each has enough with anything. */
const MAX_BYTES = 4 << 20;
const SUM_BYTES = 64 << 20;
/** A limited line passes pieces that take it at most so long, ms, and makes up for no more than `CATCH_UP_MS` of lateness. */
const PIECE_MS = 10;
const CATCH_UP_MS = 20;
const NOTHING = Buffer.alloc(0);

export function createLine({ faults, random, now, wait, sum, deliver, end, crowd }: LineParts): Line {
  let queue: Item[] = [];
  let heldBytes = 0;
  let lastDueAt = 0;
  let freeAt = 0; // when a line of limited speed has sent the piece before
  let isBusy = false;
  let isFull = false;
  let isClosed = false;
  let handedOn = 0;
  let stopWaiting = () => {};

  function enter(bytes: Buffer, ending?: Ending): void {
    if (isClosed) return;
    const { latencyMs, jitterMs } = faults();
    const dueAt = now() + latencyMs + (jitterMs > 0 ? random() * jitterMs : 0);
    // TCP delivers in order: what was lucky waits for what was sent before it.
    lastDueAt = Math.max(lastDueAt, dueAt);
    queue.push({ dueAt: lastDueAt, bytes, ...(ending ? { ending } : {}) });
    hold(bytes.length);
    pump();
  }

  function hold(more: number): void {
    heldBytes += more;
    sum.heldBytes += more;
  }

  function pump(): void {
    stopWaiting();
    let item = queue[0];
    while (item && !isBusy && !faults().stall) {
      const { bytesPerSecond } = faults();
      const length = pieceOf(item.bytes, bytesPerSecond);
      const startAt = Math.max(item.dueAt, bytesPerSecond > 0 ? Math.max(freeAt, now() - CATCH_UP_MS) : 0);
      const passAt = startAt + (bytesPerSecond > 0 ? (length / bytesPerSecond) * 1000 : 0);
      if (passAt > now()) {
        stopWaiting = wait(passAt, pump);
        break;
      }
      freeAt = passAt;
      pass(item, length);
      item = queue[0];
    }
    tellCrowd();
  }

  function pass(item: Item, length: number): void {
    const piece = item.bytes.subarray(0, length);
    item.bytes = item.bytes.subarray(length);
    hold(-length);
    handedOn += length;
    if (item.bytes.length === 0) queue.shift();
    if (length > 0) isBusy = !deliver(piece);
    if (!item.ending) return;
    close();
    end(item.ending);
  }

  function tellCrowd(): void {
    const { bytesPerSecond, latencyMs, jitterMs } = faults();
    const underWay = (bytesPerSecond * (latencyMs + jitterMs)) / 1000;
    const most = bytesPerSecond === 0 ? HELD_BYTES : Math.min(MAX_BYTES, QUEUE_BYTES + underWay);
    const isMuch = heldBytes > (isTooMuch(sum) ? 0 : most);
    if (isFull === isMuch) return;
    isFull = !isFull;
    crowd(isFull);
  }

  function close(): void {
    isClosed = true;
    stopWaiting();
    queue = [];
    hold(-heldBytes);
  }

  return {
    send: (bytes) => enter(bytes),
    end: (how) => enter(NOTHING, how),
    drained() {
      isBusy = false;
      pump();
    },
    look: pump,
    close,
    get handedOn() {
      return handedOn;
    },
  };
}

function pieceOf({ length }: Buffer, bytesPerSecond: number): number {
  return bytesPerSecond === 0 ? length : Math.min(length, Math.ceil((bytesPerSecond * PIECE_MS) / 1000));
}

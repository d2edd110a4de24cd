import type { Socket } from "node:net";
import type { Lane } from "./lane.ts";

/** One TCP connection and the lane that pays for the bytes on it now. A kept-alive one may serve several lanes in turn. */
export interface Wire {
  /** The head of a request has just been read; until it is charged to a lane, it is nobody's. */
  begin(): void;
  /** The request belongs to `lane`, and so does what it is answered. */
  charge(lane: Lane): void;
  /** Books all bytes so far to the lane that pays. */
  settle(): void;
}

/** What `net.Socket` counts below its public face; pinned by the byte-for-byte tests on every Node we support. */
interface Inner {
  readonly _handle: { readonly bytesWritten: number; readonly writeQueueSize: number } | null;
  readonly _bytesDispatched: number;
  _destroy(error: Error | null, done: (error?: Error | null) => void): void;
}

/**
 * Follows a socket from its first byte to its last, without listening to its data: a `data` listener would take Node off
 * its native parser path. Every byte is booked to exactly one lane, so the lanes' sum is the socket's total.
 * `unclaimed` pays for what belongs to no request: garbage, and requests that were never understood.
 * Sent is what the kernel has taken. What it still holds when a reader dies, and what comes in after we have closed, no
 * process can know: there, and only there, a capture differs.
 */
export function followSocket(socket: Socket, unclaimed: Lane): Wire {
  const inner = socket as unknown as Inner;
  let payer = unclaimed;
  let owner = unclaimed; // whose connection it is: that of the last request that was somebody's
  let bookedIn = 0;
  let bookedOut = 0;
  let headIn = 0; // bytes of the request that nobody has been charged for yet
  let sentAtEnd = 0;

  // `socket.bytesWritten` counts what is still queued in libuv, and for a reader that aborts that part never leaves.
  function sent(): number {
    const handle = inner._handle;
    // Nothing waits: what was written has been sent. The handle knows as well, but asking it leaves JavaScript, twice.
    if (handle && socket.writableLength === 0) return inner._bytesDispatched;
    return handle ? handle.bytesWritten - handle.writeQueueSize : sentAtEnd;
  }
  function bookIn(): void {
    const total = socket.bytesRead;
    payer.bytesIn += total - bookedIn;
    bookedIn = total;
  }
  function bookOut(): void {
    const total = sent();
    payer.bytesOut += total - bookedOut;
    bookedOut = total;
  }

  const wire: Wire = {
    begin() {
      // What has gone out since the last request was its answer; what has come in is this request.
      bookOut();
      payer = unclaimed;
      const before = bookedIn;
      bookIn();
      headIn = bookedIn - before;
    },
    charge(lane) {
      payer.bytesIn -= headIn;
      lane.bytesIn += headIn;
      headIn = 0;
      payer = lane;
      if (lane !== owner) {
        owner.wires.delete(wire);
        owner = lane;
        owner.wires.add(wire);
        owner.opened += 1;
      }
    },
    settle() {
      bookIn();
      bookOut();
    },
  };

  // The queue must be read before the handle goes, and nothing earlier tells that it will: an RST destroys at once.
  const destroy = inner._destroy;
  inner._destroy = function (error, done) {
    sentAtEnd = sent();
    destroy.call(this, error, done);
  };
  socket.once("close", () => {
    wire.settle();
    owner.wires.delete(wire);
  });
  owner.wires.add(wire);
  return wire;
}

import { textOf } from "./chunked.ts";
import { type Frame, OPCODES } from "./frames.ts";
import { Malformed } from "./http.ts";

/** Puts one side's frames together to messages, and sees that they come in an order that may be. RFC 6455 §5.4 */
export interface Assembly {
  /** A frame of data: what its message is, and all of its text once this was the last of it. Throws `Malformed`. */
  add(frame: Frame): { readonly kind: "text" | "binary"; readonly text: string | undefined };
  /** A close frame was sent: no data may follow it (§5.5.1). */
  close(): void;
  /** Frames are missing from the tape: the next may continue what nobody has seen. */
  tear(): void;
}

export function createAssembly(): Assembly {
  const pieces: Uint8Array[] = [];
  let kind: "text" | "binary" = "text";
  let isTorn = false;
  let isClosed = false;

  function check(isContinuation: boolean): void {
    if (isClosed) throw new Malformed("expected no data after a close frame");
    if (isTorn) return;
    if (isContinuation && pieces.length === 0)
      throw new Malformed("expected a message to begin before it continues");
    if (!isContinuation && pieces.length > 0)
      throw new Malformed("expected the message that was begun to continue before another begins");
  }

  return {
    add({ opcode, fin, payload }) {
      const name = OPCODES[opcode];
      check(name === "continuation");
      if (name === "text" || name === "binary") {
        kind = name;
        isTorn = false; // from here on all of it has been seen
      }
      pieces.push(payload);
      if (!fin) return { kind, text: undefined };
      isTorn = false;
      return { kind, text: textOf(pieces.splice(0)) };
    },
    close() {
      isClosed = true;
    },
    tear() {
      pieces.splice(0);
      isTorn = true;
    },
  };
}

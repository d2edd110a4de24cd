import { decodeEnvelope, type Envelope, isNotice } from "#protocol/envelope.ts";
import { isEnvelope, type ServerFrame } from "#protocol/frames.ts";
import { formatPosition, type Position, parsePosition } from "#protocol/position.ts";
import type { Answer } from "./exchange.ts";
import type { Link } from "./transport.ts";

/** Where this reader is in the channel's log: the newest position seen, over all the connections that brought it there. */
export interface Cursor {
  /** What to say in `after`, to go on from here; undefined while nothing was seen. */
  readonly after: string | undefined;
  /** Tells the listener of a message: as new, or as one that was here already. */
  hear(envelope: Envelope, arrivedAt: number): void;
}

/**
 * At least once on the wire, exactly once here: whoever resumes may be told again what was on its way already, and a seq
 * that is not above the newest of its epoch says so. A `reset` moves the cursor wherever it points, a `dropped` to the last
 * seq left out, so that neither is taken for a hole or asked for again. `typing` stands in no log, and moves nothing.
 */
export function createCursor({ listener, after }: Pick<Link, "listener" | "after">): Cursor {
  let seen: Position | undefined = after === undefined ? undefined : parsePosition(after);

  return {
    get after() {
      return seen && formatPosition(seen);
    },
    hear(envelope, arrivedAt) {
      const { type, epoch, seq } = envelope;
      if (type === "typing") return listener.message(envelope, arrivedAt);
      const isBehind = seen !== undefined && epoch === seen.epoch && seq <= seen.seq;
      if (isBehind && !isNotice(envelope)) return listener.duplicate(envelope);
      if (!isBehind || type === "reset") seen = { epoch, seq };
      listener.message(envelope, arrivedAt);
    },
  };
}

/** The envelopes in the good answer to a poll; undefined where it cannot be read. */
export function envelopesOf({ status, text }: Answer): Envelope[] | undefined {
  if (status === 204 || status === 304) return [];
  return read(text, (value) => (value as unknown[]).map(decodeEnvelope));
}

/** The envelope in the data of an event; undefined where it cannot be read. */
export function envelopeOf(data: string): Envelope | undefined {
  return read(data, decodeEnvelope);
}

/** What a text frame says; undefined where it cannot be read. */
export function frameOf(data: string): Envelope | ServerFrame | undefined {
  return read(data, (value) =>
    isEnvelope(value as Envelope | ServerFrame) ? decodeEnvelope(value) : (value as ServerFrame),
  );
}

function read<T>(text: string, decode: (value: unknown) => T): T | undefined {
  try {
    return decode(JSON.parse(text));
  } catch {
    return undefined;
  }
}

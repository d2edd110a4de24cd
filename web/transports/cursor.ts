import { decodeEnvelope, type Envelope } from "#protocol/envelope.ts";
import { formatPosition, type Position } from "#protocol/position.ts";
import type { Link } from "./transport.ts";

/** Where this client is in the channel: what it says as `after` when it comes back, and how it knows a duplicate. */
export interface Cursor {
  /** `{epoch}:{seq}`; undefined until something was heard. */
  readonly after: string | undefined;
  /** Decodes what came, drops what was here already, and tells the listener. Throws a `Refusal` for what is no envelope. */
  hear(value: unknown, arrivedAt: number): void;
}

export function createCursor({ listener }: Pick<Link, "listener">): Cursor {
  let position: Position | undefined;

  return {
    get after() {
      return position && formatPosition(position);
    },
    hear(value, arrivedAt) {
      const envelope = decodeEnvelope(value);
      if (isOld(envelope, position)) return listener.duplicate(envelope);
      position = { epoch: envelope.epoch, seq: envelope.seq };
      listener.message(envelope, arrivedAt);
    },
  };
}

/** Within one life of the log a seq that is not newer was here already. A reset says by itself where things stand. */
function isOld(envelope: Envelope, position: Position | undefined): boolean {
  if (!position || envelope.type === "reset") return false;
  return envelope.epoch === position.epoch && envelope.seq <= position.seq;
}

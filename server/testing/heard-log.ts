import type { Envelope } from "#protocol/envelope.ts";
import type { Position } from "#protocol/position.ts";
import type { Subscriber } from "../backplane/backplane.ts";

/** A subscriber that writes down what it is told, and takes note of what a backplane must not do. */
export interface HeardLog extends Subscriber {
  /** The lives of the log, each with its messages. */
  readonly lives: readonly Life[];
  /** The messages of the newest life. */
  readonly messages: readonly Envelope[];
  /** Messages out of order, twice, of another epoch, or before `begin`: none, ever. */
  readonly wrong: readonly string[];
  /** Resolves once this is so; looked at whenever something is heard. */
  until(isSo: (log: HeardLog) => boolean): Promise<void>;
}

export interface Life {
  readonly start: Position;
  readonly messages: Envelope[];
}

export function createHeardLog(): HeardLog {
  const lives: Life[] = [];
  const wrong: string[] = [];
  const waiting = new Set<() => void>();

  function tell(): void {
    for (const look of waiting) look();
  }

  const log: HeardLog = {
    lives,
    wrong,
    get messages() {
      return lives.at(-1)?.messages ?? [];
    },
    begin(start) {
      lives.push({ start, messages: [] });
      tell();
    },
    message(envelope) {
      const life = lives.at(-1);
      const last = life?.messages.at(-1)?.seq ?? life?.start.seq ?? Number.NaN;
      if (envelope.seq !== last + 1) wrong.push(`${envelope.seq} after ${last}`);
      if (envelope.epoch !== life?.start.epoch) wrong.push(`${envelope.epoch} in ${life?.start.epoch}`);
      life?.messages.push(envelope);
      tell();
    },
    until: (isSo) =>
      new Promise((resolve) => {
        const look = () => {
          if (!isSo(log)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
  return log;
}

import { type Log, type Message, slice } from "../channels/log.ts";

/** Encodes the messages `from` … `to` of a log as one transport says them. */
export type Batch<Encoded> = (log: Log, from: number, to: number) => Encoded;

/**
 * All readers who stand at the same place hear the same bytes, so they are made once: one buffer, and hence one write,
 * for a burst of fifty messages as for one. Only the last batch is kept; a fan-out asks for it a thousand times in a row.
 */
export function shareBatches<Encoded>(encode: (messages: readonly Message[]) => Encoded): Batch<Encoded> {
  let last: { log: Log; epoch: string; from: number; to: number; encoded: Encoded } | undefined;
  return (log, from, to) => {
    if (last && last.to === to && last.from === from && last.log === log && last.epoch === log.epoch)
      return last.encoded;
    const encoded = encode(slice(log, from, to));
    last = { log, epoch: log.epoch, from, to, encoded };
    return encoded;
  };
}

import { type Envelope, isNotice } from "#protocol/envelope.ts";

/** How many updates the channel published, told by the seqs that any lane has seen: they have no holes. */
export interface Updates {
  see(envelope: Envelope): void;
  /** The newest seq. */
  readonly newest: number;
  /** Updates since the first that was seen, or since `clear`, over all lives of the log. */
  readonly count: number;
  clear(): void;
}

export function createUpdates(): Updates {
  let epoch: string | undefined;
  let epochBefore: string | undefined;
  let newest = 0;
  let uncounted = 0; // the seq before the first that counts
  let earlier = 0;

  return {
    see(envelope) {
      if (isNotice(envelope) || envelope.epoch === epochBefore) return;
      if (envelope.epoch !== epoch) {
        earlier += newest - uncounted;
        epochBefore = epoch;
        epoch = envelope.epoch;
        newest = 0;
        uncounted = envelope.seq - 1;
      }
      newest = Math.max(newest, envelope.seq);
    },
    get newest() {
      return newest;
    },
    get count() {
      return earlier + newest - uncounted;
    },
    clear() {
      earlier = 0;
      uncounted = newest;
    },
  };
}

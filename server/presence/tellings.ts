import { Refusal } from "#protocol/refusal.ts";
import type { Time } from "../channels/counter.ts";

/** What is to be told on the backplane, in its order, though that may be away for a while. */
export interface Tellings {
  /** Tells it now, or as soon as it can be told. `isReport`: it may be wrong until all other servers were heard. */
  tell(one: Telling, isReport: boolean): void;
  close(): void;
}

export type Telling = () => Promise<unknown>;

export interface TellingsParts {
  readonly time: Pick<Time, "after">;
  /** True where the other servers have had the time to say who is there. */
  readonly hearsAll: () => boolean;
  /** What could not be told. */
  readonly failed: (error: unknown) => void;
}

/** So many wait for the backplane; and for how long until they are tried again, ms. */
const [UNTOLD, RETRY_MS] = [10_000, 1000];

export function createTellings({ time, hearsAll, failed }: TellingsParts): Tellings {
  const untold: Telling[] = [];
  let stopRetrying = () => {};
  let isClosed = false;

  function keep(one: Telling): void {
    if (isClosed || untold.length >= UNTOLD) return;
    if (untold.push(one) === 1) stopRetrying = time.after(RETRY_MS, retry);
  }

  async function retry(): Promise<void> {
    while (untold[0] && hearsAll() && !isClosed) {
      const isTold = await untold[0]().then(
        () => true,
        (error) => !isLoss(error),
      );
      if (!isTold) break;
      untold.shift();
    }
    if (untold.length > 0 && !isClosed) stopRetrying = time.after(RETRY_MS, retry);
  }

  return {
    tell(one, isReport) {
      if (untold.length > 0 || (isReport && !hearsAll())) return keep(one);
      one().catch((error: unknown) => {
        failed(error);
        if (isLoss(error)) keep(one);
      });
    },
    close() {
      isClosed = true;
      stopRetrying();
    },
  };
}

function isLoss(error: unknown): boolean {
  return error instanceof Refusal && error.code === "backplane-lost";
}

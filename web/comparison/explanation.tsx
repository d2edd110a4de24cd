import type { ReactNode } from "react";
import type { Snapshot } from "../measuring/snapshot.ts";
import { showMs, text } from "../words/format.ts";

interface ExplanationProps {
  readonly delayMs: number | undefined;
  readonly clock: Snapshot["clock"];
}

/** Where the calculated figures come from, and how far the measured ones can be trusted. */
export function Explanation({ delayMs, clock }: ExplanationProps): ReactNode {
  return (
    <details className="explanation quiet">
      <summary>How the calculated figures come about</summary>
      <p>
        With T from one poll to the next, U from one update to the next, and d the way from server to page,
        the newest value is on average <b>T/2 + U/2 + d</b> old by short polling and <b>U/2 + d</b> by the
        other three; short polling sees <b>min(1, U/T)</b> of the updates. Memoryless (Poisson) updates make
        U/2 a whole U, and bursts of ten 5 U. Where T and U have a common divisor, polls and updates keep
        step, and the mean may stay off by half a period for good: that is the ±.
      </p>
      <p>
        d is taken from the measurement: the least median staleness of a lane that is pushed to, now{" "}
        {text(showMs(delayMs))}. Staleness spans two clocks; theirs are known to be apart by{" "}
        {clock
          ? `${text(showMs(clock.offsetMs))}, give or take ${text(showMs(clock.boundMs))}`
          : "an amount not yet measured"}
        , and every duration carries that bound.
      </p>
    </details>
  );
}

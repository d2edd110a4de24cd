import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { LaneView } from "../measuring/snapshot.ts";
import { bytes, count, duration, NONE, ratio } from "./format.ts";
import { Glyph } from "./glyph.tsx";
import { type PerMessage, perMessage } from "./per-message.ts";
import { stateInWords } from "./words.ts";

interface LaneRowProps {
  readonly transport: TransportName;
  readonly view: LaneView | undefined;
  readonly now: number;
  /** Bytes per message of the costliest lane: the full length of the bars, so that all have one scale. */
  readonly mostBytes: number;
  readonly increment: (() => void) | undefined;
}

/** One rung of the ladder: its live value, and its figures in the columns that all rungs share. */
export function LaneRow({ transport, view, now, mostBytes, increment }: LaneRowProps) {
  const state = view?.state ?? { kind: "off" as const };
  const figures = view?.figures;
  const cost = view && perMessage(view);
  const staleness = duration(figures?.staleness?.p50);
  const p95 = duration(figures?.staleness?.p95);
  return (
    <section
      className="lane"
      aria-labelledby={`name-${transport}`}
      data-testid={`lane-${transport}`}
      data-lane={transport}
      data-state={state.kind}
      data-value={view?.value}
      data-delivered={figures?.delivered ?? 0}
      data-missed={figures?.missed ?? 0}
      data-duplicated={figures?.duplicated ?? 0}
      data-mean-age={figures?.meanAgeMs}
      data-requests={view?.meter?.requests ?? 0}
      data-bytes-in={view?.meter?.bytesIn ?? 0}
      data-bytes-out={view?.meter?.bytesOut ?? 0}
      style={{ "--lane": `var(--${transport})` } as React.CSSProperties}
    >
      <div className="lane-head">
        <output
          className="value"
          data-testid={`value-${transport}`}
          aria-label={`value by ${LABELS[transport]}`}
        >
          {view?.value === undefined ? NONE.figure : view.value}
        </output>
        <div className="lane-name">
          <h2 id={`name-${transport}`}>{LABELS[transport]}</h2>
          <Glyph of={transport} />
          <p className="state" data-testid={`state-${transport}`}>
            {view ? stateInWords(state, now) : "not started"}
          </p>
        </div>
        <button
          type="button"
          className="increment"
          data-testid={`increment-${transport}`}
          aria-label={`+1 by ${LABELS[transport]}`}
          disabled={!increment}
          onClick={increment}
        >
          +1
        </button>
      </div>
      <dl className="figures">
        <div data-testid={`staleness-${transport}`}>
          <dt>Staleness</dt>
          <dd>
            <b>{staleness.figure}</b> <i>{staleness.unit}</i>
            <small>
              p95 {p95.figure} {p95.unit}
            </small>
          </dd>
        </div>
        <div data-testid={`requests-${transport}`}>
          <dt>Requests</dt>
          <dd>
            <b>{ratio(cost?.requests)}</b>
          </dd>
        </div>
        <BytesFigure transport={transport} cost={cost} most={mostBytes} />
        <div data-testid={`missed-${transport}`}>
          <dt>Missed</dt>
          <dd>
            <b>{view ? count(figures?.missed) : NONE.figure}</b>
          </dd>
        </div>
      </dl>
    </section>
  );
}

interface BytesFigureProps {
  readonly transport: TransportName;
  readonly cost: PerMessage | undefined;
  readonly most: number;
}

/** Bytes in figures and as a bar: the payload dark, what it took to bring it pale. */
function BytesFigure({ transport, cost, most }: BytesFigureProps) {
  const total = bytes(cost?.bytes);
  return (
    <div className="bytes" data-testid={`bytes-${transport}`}>
      <dt>Bytes</dt>
      <dd>
        <b>{total.figure}</b> <i>{total.unit}</i>
        <small>{cost ? `${bytes(cost.payload).figure} + ${bytes(cost.overhead).figure}` : ""}</small>
        <span className="bar" aria-hidden="true">
          <span className="payload" style={{ width: `${width(cost?.payload, most)}%` }} />
          <span className="overhead" style={{ width: `${width(cost?.overhead, most)}%` }} />
        </span>
      </dd>
    </div>
  );
}

function width(part: number | undefined, most: number): number {
  return part === undefined || most === 0 ? 0 : (100 * part) / most;
}

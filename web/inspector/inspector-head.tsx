import type { ReactNode } from "react";
import type { Entry } from "#protocol/wire/entry.ts";
import { Provenance } from "../words/figure.tsx";
import type { Neighbours } from "./neighbours.ts";
import { KINDS, sayLane, sayLater, sayOnTheWay, sayPair, sayTime, sayWay } from "./words.ts";

export interface InspectorHeadProps {
  readonly entry: Entry;
  readonly pair: Entry | undefined;
  readonly neighbours: Neighbours;
  readonly onPick: (id: number) => void;
}

/** What the arrow is, and the ways to the next. */
export function InspectorHead({ entry, pair, neighbours, onPick }: InspectorHeadProps): ReactNode {
  const { previous, next } = neighbours;
  const goTo = (to: Entry | undefined) => () => to && onPick(to.id);
  return (
    <header className="inspector-head">
      <div>
        <p>
          <strong className="inspector-lane">{sayLane(entry.lane)}</strong>{" "}
          <span className="quiet">
            {KINDS[entry.kind]}, {sayWay(entry)}
          </span>
        </p>
        <h2 className="figure">{entry.label}</h2>
      </div>
      <nav aria-label="Arrows of this lane">
        {pair && (
          <button type="button" onClick={goTo(pair)}>
            {sayPair(pair)}
          </button>
        )}
        <button type="button" disabled={!previous} onClick={goTo(previous)}>
          <span aria-hidden="true">←</span> Previous
        </button>
        <button type="button" disabled={!next} onClick={goTo(next)}>
          Next <span aria-hidden="true">→</span>
        </button>
      </nav>
    </header>
  );
}

/** When it was sent, and when it was there: by the clock of the network, on the server's side. */
export function Times({ entry }: { readonly entry: Entry }): ReactNode {
  const { sentAt, wholeAt, arrivedAt } = entry;
  const times = [
    ["Sent", sayTime(sentAt)],
    ["Whole", sayLater(wholeAt, sentAt, "still coming")],
    ["Arrived", sayLater(arrivedAt, sentAt, "not yet")],
    ["On its way", sayOnTheWay(entry)],
  ] as const;
  return (
    <dl className="times">
      {times.map(([name, time]) => (
        <div key={name}>
          <dt>
            {name} {name === "Sent" && <Provenance from="server" />}
          </dt>
          <dd className="figure">{time}</dd>
        </div>
      ))}
    </dl>
  );
}

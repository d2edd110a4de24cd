import { memo } from "react";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import { bytes, count, duration, inWords, ratio, share } from "../lanes/format.ts";
import { perMessage } from "../lanes/per-message.ts";
import { type Source, SourceTag } from "../lanes/source.tsx";
import type { Snapshot } from "../measuring/snapshot.ts";
import { expect } from "./expectation.ts";
import "./comparison.css";

const COLUMNS: readonly (readonly [string, Source])[] = [
  ["Staleness, median", "browser"],
  ["95 %", "browser"],
  ["99 %", "browser"],
  ["longest", "browser"],
  ["Mean age", "browser"],
  ["expected", "calculated"],
  ["Values seen", "browser"],
  ["expected", "calculated"],
  ["Requests per message", "server"],
  ["Bytes per message", "server"],
  ["of these payload", "server"],
  ["First value after", "browser"],
  ["Queued in the browser", "browser"],
  ["Messages", "browser"],
];

/** All figures of all lanes in one table, which can be read aloud. Taken anew once a second, so that it holds still. */
export const ComparisonTable = memo(
  function ComparisonTable({ snapshot }: { readonly snapshot: Snapshot | undefined }) {
    return (
      <div className="comparison panel">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <section className="scroll" tabIndex={0} aria-label="Comparison">
          <table>
            <caption>
              The four side by side{" "}
              <span>
                {snapshot
                  ? `${count(snapshot.updates)} updates since start`
                  : "all figures, once the run has started"}
              </span>
            </caption>
            <thead>
              <tr>
                <th scope="col">Transport</th>
                {COLUMNS.map(([name, source], i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed, and two have one name
                  <th scope="col" key={i}>
                    {name} <SourceTag of={source} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {TRANSPORTS.map((transport) => (
                <tr key={transport}>
                  <th scope="row" style={{ color: `var(--${transport})` }}>
                    {LABELS[transport]}
                  </th>
                  {cells(snapshot, transport).map((cell, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
                    <td key={i}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    );
  },
  (before, after) => secondOf(before.snapshot) === secondOf(after.snapshot),
);

const secondOf = (snapshot: Snapshot | undefined) => snapshot && Math.floor(snapshot.at / 1000);

function cells(snapshot: Snapshot | undefined, transport: (typeof TRANSPORTS)[number]): readonly string[] {
  const view = snapshot?.lanes[transport];
  if (!view || view.state.kind === "off") return COLUMNS.map(() => "–");
  const { figures } = view;
  const { staleness } = figures;
  const cost = perMessage(view);
  // The delay of the lanes that push is one way; a poll's own staleness is mostly waiting.
  const delayMs =
    snapshot.lanes.websocket.figures.staleness?.p50 ?? snapshot.lanes.sse.figures.staleness?.p50;
  const expected = expect(transport, snapshot.scenario, delayMs);
  const all = figures.delivered + figures.missed;
  return [
    inWords(duration(staleness?.p50)),
    inWords(duration(staleness?.p95)),
    inWords(duration(staleness?.p99)),
    inWords(duration(staleness?.max)),
    inWords(duration(figures.meanAgeMs)),
    inWords(duration(expected?.meanAgeMs)),
    share(all === 0 ? undefined : figures.delivered / all),
    share(expected?.seen),
    ratio(cost?.requests),
    inWords(bytes(cost?.bytes)),
    inWords(bytes(cost?.payload)),
    inWords(duration(figures.firstValueMs)),
    inWords(duration(figures.queueingMs)),
    count(figures.delivered),
  ];
}

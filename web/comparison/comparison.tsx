import type { ReactNode } from "react";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import { costsOf } from "../lanes/costs.ts";
import type { LaneView, Snapshot } from "../measuring/snapshot.ts";
import { useShown, useSlowSnapshot } from "../state/lab-context.ts";
import { Figure, Provenance } from "../words/figure.tsx";
import { NOTHING, per, type Shown, showBytes, showMs, showRatio, showShare } from "../words/format.ts";
import { AftermathTable } from "./aftermath-table.tsx";
import { expect } from "./expectation.ts";
import { Explanation } from "./explanation.tsx";
import "./comparison.css";

type Cell = (lane: LaneView, snapshot: Snapshot) => Shown;
interface Column {
  readonly head: string;
  readonly from: "browser" | "server" | "calculated";
  readonly cell: Cell;
}

const count = (number: number | undefined): Shown => ({ figure: String(number ?? "–"), unit: "" });

const COLUMNS: readonly Column[] = [
  { head: "Delivered", from: "browser", cell: ({ figures }) => count(figures.delivered) },
  { head: "Missed", from: "browser", cell: ({ figures }) => count(figures.missed) },
  { head: "Twice", from: "browser", cell: ({ figures }) => count(figures.duplicated) },
  { head: "Staleness p50", from: "browser", cell: ({ figures }) => showMs(figures.staleness?.p50) },
  { head: "Staleness p99", from: "browser", cell: ({ figures }) => showMs(figures.staleness?.p99) },
  { head: "Mean age", from: "browser", cell: ({ figures }) => showMs(figures.meanAgeMs) },
  { head: "Mean age expected", from: "calculated", cell: (lane, all) => showExpectedAge(lane, all) },
  {
    head: "Share seen",
    from: "browser",
    cell: ({ figures }, all) => showShare(per(figures.delivered, all.updates)),
  },
  {
    head: "Share expected",
    from: "calculated",
    cell: (lane, all) => showShare(expect(lane.transport, circumstancesOf(all)).shareSeen),
  },
  { head: "Waiting in the browser", from: "browser", cell: ({ figures }) => showMs(figures.queueingMs) },
  { head: "Requests a message", from: "server", cell: (lane) => showRatio(costsOf(lane).requests) },
  { head: "Payload a message", from: "server", cell: (lane) => showBytes(costsOf(lane).payload) },
  { head: "Overhead a message", from: "server", cell: (lane) => showBytes(costsOf(lane).overhead) },
];

/** All figures once more, as one table that can be read aloud; beside what was measured, what theory says. */
export function Comparison(): ReactNode {
  const snapshot = useSlowSnapshot(1000);
  const [isOpen, setOpen] = useShown("comparison");
  return (
    <details
      className="comparison panel"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <h2>Comparison</h2>
      </summary>
      {isOpen && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
          <section className="comparison-scroll" aria-label="Comparison table" tabIndex={0}>
            <table>
              <caption className="unseen">
                The four transports, figure by figure, with where each was measured
              </caption>
              <thead>
                <tr>
                  <th scope="col">Transport</th>
                  {COLUMNS.map(({ head, from }) => (
                    <th key={head} scope="col">
                      {head} <Provenance from={from} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {TRANSPORTS.map((transport) => (
                  <tr key={transport} data-transport={transport}>
                    <th scope="row">{LABELS[transport]}</th>
                    {COLUMNS.map(({ head, cell }) => (
                      <td key={head}>
                        {snapshot ? (
                          <Figure shown={showCell(cell, snapshot.lanes[transport], snapshot)} />
                        ) : (
                          "–"
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
            <AftermathTable />
          </section>
          <Explanation delayMs={snapshot && delayOf(snapshot)} clock={snapshot?.clock} />
        </>
      )}
    </details>
  );
}

/** A lane that never ran has no figures: nought would say that it had missed nothing, or seen nothing. */
function showCell(cell: Cell, lane: LaneView, snapshot: Snapshot): Shown {
  return lane.state.kind === "off" && lane.figures.delivered === 0 ? NOTHING : cell(lane, snapshot);
}

function showExpectedAge(lane: LaneView, snapshot: Snapshot): Shown {
  const { meanAgeMs, spreadMs } = expect(lane.transport, circumstancesOf(snapshot));
  const shown = showMs(meanAgeMs);
  if (!meanAgeMs || spreadMs < meanAgeMs / 50 || shown.unit === "") return shown;
  const spread = shown.unit === "s" ? spreadMs / 1000 : spreadMs;
  return { ...shown, figure: `${shown.figure} ± ${Number(spread.toPrecision(2))}` };
}

function circumstancesOf(snapshot: Snapshot) {
  return { schedule: snapshot.schedule, scenario: snapshot.scenario, delayMs: delayOf(snapshot) };
}

/** One-way delay: the least median staleness of a lane that is pushed to. */
function delayOf({ lanes }: Snapshot): number | undefined {
  const medians = (["long-polling", "sse", "websocket"] as const).flatMap(
    (name) => lanes[name].figures.staleness?.p50 ?? [],
  );
  return medians.length > 0 ? Math.min(...medians) : undefined;
}

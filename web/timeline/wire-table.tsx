import { type ReactNode, useState } from "react";
import type { LanePort } from "#protocol/network.ts";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import type { Tape } from "../network/tape.ts";
import { showBytes, showMs, text } from "../words/format.ts";
import { pageOf } from "./wire-pages.ts";
import { endOf, type WireView } from "./wire-view.ts";

export interface WireTableProps {
  readonly rungs: readonly LanePort[];
  readonly tape: Tape;
  readonly now: () => number;
  readonly view: WireView;
  readonly picked: number | undefined;
  readonly pick: (id: number) => void;
}

/** The arrows in view as rows, for a reader of any kind. */
export function WireTable({ tape, rungs, now, view, picked, pick }: WireTableProps): ReactNode {
  const [isOpen, open] = useState(false);
  const [page, turn] = useState(0);
  const until = endOf(view, now());
  const from = until - view.spanMs;
  const inView = isOpen
    ? tape.entries.filter(({ sentAt, lane }) => sentAt >= from && sentAt <= until && rungs.includes(lane))
    : [];
  const { first, end, number, rows, isFirst, isLast } = pageOf(inView, page);
  return (
    <details className="wire-table" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>Table</summary>
      <div className="wire-pages">
        <button type="button" disabled={isFirst} onClick={() => turn(number + 1)}>
          Earlier rows
        </button>
        <button type="button" disabled={isLast} onClick={() => turn(number - 1)}>
          Later rows
        </button>
        <span className="quiet">
          Rows <span className="figure">{first}</span> to <span className="figure">{end}</span> of{" "}
          <span className="figure">{inView.length}</span> in view; freeze the view to read in peace
        </span>
      </div>
      <div className="scroll">
        <table>
          <caption>What passed in this view, oldest first</caption>
          <thead>
            <tr>
              {["Before the end", "Lane", "Way", "What", "Bytes", "On the way"].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, lane, from: side, kind, label, start, end: over, sentAt, arrivedAt }) => (
              <tr key={id} aria-selected={id === picked}>
                <td className="figure">{text(showMs(until - sentAt))}</td>
                <td>{LABELS[TRANSPORTS.find((name) => name === lane) ?? "sse"]}</td>
                <td>{side === "client" ? "up" : "down"}</td>
                <th scope="row">
                  <button type="button" className="plain" onClick={() => pick(id)}>
                    {kind === "opened" || kind === "ended" ? `${kind}, ${label}` : label}
                  </button>
                </th>
                <td className="figure">{over === undefined ? "…" : text(showBytes(over - start))}</td>
                <td className="figure">
                  {text(showMs(arrivedAt === undefined ? undefined : arrivedAt - sentAt))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

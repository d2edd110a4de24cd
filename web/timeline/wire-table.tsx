import { type ReactNode, useState } from "react";
import type { LanePort } from "#protocol/network.ts";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import type { Tape } from "../network/tape.ts";
import { showBytes, showMs, text } from "../words/format.ts";
import { endOf, type WireView } from "./wire-view.ts";

export interface WireTableProps {
  readonly rungs: readonly LanePort[];
  readonly tape: Tape;
  readonly now: () => number;
  readonly view: WireView;
  readonly picked: number | undefined;
  readonly pick: (id: number) => void;
}

/** As many rows as anyone reads; the newest of the view. */
const ROWS = 100;

/** The arrows in view as rows, for a reader of any kind. */
export function WireTable({ tape, rungs, now, view, picked, pick }: WireTableProps): ReactNode {
  const [isOpen, open] = useState(false);
  const until = endOf(view, now());
  const from = until - view.spanMs;
  const rows = isOpen
    ? tape.entries
        .filter(({ sentAt, lane }) => sentAt >= from && sentAt <= until && rungs.includes(lane))
        .slice(-ROWS)
    : [];
  return (
    <details className="wire-table" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>Table</summary>
      <div className="scroll">
        <table>
          <caption>What passed in this view, the newest {ROWS} at most</caption>
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
            {rows.map(({ id, lane, from: side, kind, label, start, end, sentAt, arrivedAt }) => (
              <tr key={id} aria-selected={id === picked}>
                <td className="figure">{text(showMs(until - sentAt))}</td>
                <td>{LABELS[TRANSPORTS.find((name) => name === lane) ?? "sse"]}</td>
                <td>{side === "client" ? "up" : "down"}</td>
                <th scope="row">
                  <button type="button" className="plain" onClick={() => pick(id)}>
                    {kind === "opened" || kind === "ended" ? `${kind}, ${label}` : label}
                  </button>
                </th>
                <td className="figure">{end === undefined ? "…" : text(showBytes(end - start))}</td>
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

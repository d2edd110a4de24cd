import { type ReactNode, useId, useState } from "react";
import { Provenance } from "../words/figure.tsx";

export interface ChartPanelProps {
  readonly name: string;
  readonly from: "browser" | "server";
  /** What the chart says just now, in one sentence. */
  readonly summary: string;
  readonly heads: readonly string[];
  readonly rows: () => readonly (readonly string[])[];
  readonly children: (describedBy: string) => ReactNode;
}

/** A chart with its name, its one sentence, and its figures as a table for whoever asks. */
export function ChartPanel({ name, from, summary, heads, rows, children }: ChartPanelProps): ReactNode {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <figure className="chart panel">
      <figcaption>
        <h2>
          {name} <Provenance from={from} />
        </h2>
        <p id={id} className="quiet">
          {summary}
        </p>
      </figcaption>
      {children(id)}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="quiet">
          Table<span className="unseen">: {name}</span>
        </summary>
        {isOpen && <Table name={name} heads={heads} rows={rows()} />}
      </details>
    </figure>
  );
}

interface TableProps {
  readonly name: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Table({ name, heads, rows }: TableProps): ReactNode {
  return (
    <table className="small-table">
      <caption className="unseen">{name}</caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([first, ...others]) => (
          <tr key={first}>
            <th scope="row">{first}</th>
            {others.map((cell, index) => (
              <td key={heads[index + 1]} className="figure">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

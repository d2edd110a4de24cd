import { type ReactNode, useEffect, useId, useState } from "react";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import { type Source, SourceTag } from "../lanes/source.tsx";
import type { Dashboard } from "../state/dashboard.ts";
import { ChartCanvas } from "./chart-canvas.tsx";
import type { Series } from "./lines.ts";

/** From one picture to the next, ms: a chart over a minute need not flow. */
const DRAW_MS = 400;
/** A summary that changes five times a second cannot be read, nor heard. */
const SUMMARY_MS = 4000;

interface ChartProps {
  readonly name: string;
  readonly source: Source;
  readonly dashboard: Dashboard;
  readonly series: Series;
  readonly format: (value: number) => string;
  /** How the chart reads in one sentence. */
  readonly summary: () => string;
  readonly logarithmic?: boolean;
  readonly children?: ReactNode;
}

/** A chart with a name, a sentence that sums it up, and a table of what it shows. */
export function ChartFigure({
  name,
  source,
  dashboard,
  series,
  format,
  summary,
  logarithmic = false,
  children,
}: ChartProps) {
  const id = useId();
  const [lines, setLines] = useState(() => series(dashboard.history, 0));
  const [said, setSaid] = useState(summary);

  useEffect(() => {
    let drawnAt = 0;
    let saidAt = 0;
    return dashboard.subscribe(() => {
      const { snapshot } = dashboard.read();
      const now = snapshot?.at ?? 0;
      if (now === 0 || now - drawnAt >= DRAW_MS) {
        drawnAt = now;
        setLines(series(dashboard.history, now));
      }
      if (now === 0 || now - saidAt >= SUMMARY_MS) {
        saidAt = now;
        setSaid(summary());
      }
    });
  }, [dashboard, series, summary]);

  return (
    <figure className="chart panel" aria-labelledby={id}>
      <figcaption>
        <h2 id={id}>
          {name} <SourceTag of={source} />
        </h2>
        {children}
        <p>{said}</p>
      </figcaption>
      <div className="canvas">
        <ChartCanvas lines={lines} label={`${name}: ${said}`} format={format} logarithmic={logarithmic} />
      </div>
      <details>
        <summary>Table</summary>
        <table>
          <caption className="unseen">{name}, newest value of each transport</caption>
          <thead>
            <tr>
              <th scope="col">Transport</th>
              <th scope="col">Now</th>
              <th scope="col">30 s ago</th>
            </tr>
          </thead>
          <tbody>
            {TRANSPORTS.map((transport) => (
              <tr key={transport}>
                <th scope="row">{LABELS[transport]}</th>
                <td>{valueAt(lines[transport], 0, format)}</td>
                <td>{valueAt(lines[transport], -30, format)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** The last value at or before `x` seconds. */
function valueAt(
  line: readonly { x: number; y: number }[],
  x: number,
  format: (value: number) => string,
): string {
  const point = line.findLast((one) => one.x <= x);
  return point ? format(point.y) : "–";
}

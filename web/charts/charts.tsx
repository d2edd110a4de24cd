import { useCallback, useState } from "react";
import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { bytes, count, duration, inWords } from "../lanes/format.ts";
import type { LaneView } from "../measuring/snapshot.ts";
import type { Dashboard } from "../state/dashboard.ts";
import { ChartFigure } from "./chart.tsx";
import { ageLines, bytesLines, requestsLines, stalenessLines } from "./lines.ts";
import "./charts.css";

const asDuration = (ms: number): string => inWords(duration(ms));
const asBytes = (value: number): string => inWords(bytes(value));
const asCount = (value: number): string => count(Math.round(value));

/** Three charts of the last minute, all with the same axis of time. */
export function Charts({ dashboard }: { readonly dashboard: Dashboard }) {
  const [sum, setSum] = useState<"bytes" | "requests">("bytes");

  const sentence = useCallback(
    (value: (view: LaneView) => string | undefined, otherwise: string) => {
      const lanes = dashboard.read().snapshot?.lanes;
      const parts = TRANSPORTS.flatMap((transport: TransportName) => {
        const said = lanes && value(lanes[transport]);
        return said === undefined ? [] : [`${said} by ${LABELS[transport]}`];
      });
      return parts.length === 0 ? otherwise : `${parts.join(", ")}.`;
    },
    [dashboard],
  );
  const staleness = useCallback(
    () =>
      sentence(
        ({ figures }) => figures.staleness && inWords(duration(figures.staleness.p50)),
        "From publication to arrival, message by message.",
      ),
    [sentence],
  );
  const age = useCallback(
    () =>
      sentence(
        ({ figures }) =>
          figures.meanAgeMs === undefined ? undefined : `${inWords(duration(figures.meanAgeMs))} old`,
        "How old the newest value on screen is.",
      ),
    [sentence],
  );
  const sumOf = useCallback(
    () =>
      sentence(
        ({ meter }) =>
          meter && (sum === "bytes" ? inWords(bytes(meter.bytesIn + meter.bytesOut)) : count(meter.requests)),
        "Both ways, heads and handshakes included.",
      ),
    [sentence, sum],
  );

  return (
    <div className="charts">
      <ChartFigure
        name="Staleness"
        source="browser"
        dashboard={dashboard}
        series={stalenessLines}
        format={asDuration}
        summary={staleness}
        logarithmic
      />
      <ChartFigure
        name="Age of what you see"
        source="browser"
        dashboard={dashboard}
        series={ageLines}
        format={asDuration}
        summary={age}
      />
      <ChartFigure
        key={sum}
        name={sum === "bytes" ? "Bytes so far" : "Requests so far"}
        source="server"
        dashboard={dashboard}
        series={sum === "bytes" ? bytesLines : requestsLines}
        format={sum === "bytes" ? asBytes : asCount}
        summary={sumOf}
      >
        <fieldset className="switch">
          <legend className="unseen">What to add up</legend>
          {(["bytes", "requests"] as const).map((one) => (
            <label key={one}>
              <input type="radio" name="sum" checked={sum === one} onChange={() => setSum(one)} />
              {one}
            </label>
          ))}
        </fieldset>
      </ChartFigure>
    </div>
  );
}

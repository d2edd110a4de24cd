import { useState } from "react";
import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import type { Dashboard, DashboardState } from "../state/dashboard.ts";
import { Timeline } from "../timeline/timeline.tsx";
import { LaneRow } from "./lane-row.tsx";
import { perMessage } from "./per-message.ts";
import { SourceTag } from "./source.tsx";
import "./ladder.css";

interface LadderProps {
  readonly dashboard: Dashboard;
  readonly state: DashboardState;
}

/** Four transports as rows of one ladder, on one time axis, under one ruler of updates. */
export function Ladder({ dashboard, state: { snapshot, isStarted } }: LadderProps) {
  const [shown, setShown] = useState<TransportName>("websocket");
  const views = TRANSPORTS.map((transport) => snapshot?.lanes[transport]);
  const mostBytes = Math.max(0, ...views.map((view) => (view && perMessage(view)?.bytes) || 0));
  return (
    <section className="ladder panel" aria-label="The ladder" data-shown={shown}>
      <fieldset className="rungs">
        <legend className="unseen">Rung to show</legend>
        {TRANSPORTS.map((transport) => (
          <label key={transport}>
            <input
              type="radio"
              name="rung"
              checked={shown === transport}
              onChange={() => setShown(transport)}
            />
            {LABELS[transport]}
          </label>
        ))}
      </fieldset>
      <div className="ladder-head" aria-hidden="true">
        <span className="unit">per delivered message</span>
        <span className="column">
          Staleness <SourceTag of="browser" />
        </span>
        <span className="column">
          Requests <SourceTag of="server" />
        </span>
        <span className="column bytes">
          Bytes <SourceTag of="server" />
        </span>
        <span className="column">
          Missed <SourceTag of="browser" />
        </span>
      </div>
      {TRANSPORTS.map((transport, i) => {
        const isOn = isStarted && views[i] !== undefined && views[i].state.kind !== "off";
        return (
          <LaneRow
            key={transport}
            transport={transport}
            view={views[i]}
            now={snapshot?.at ?? 0}
            mostBytes={mostBytes}
            increment={isOn ? () => dashboard.increment(transport) : undefined}
          />
        );
      })}
      <Timeline dashboard={dashboard} shown={shown} />
    </section>
  );
}

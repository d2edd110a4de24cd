import { type ReactNode, useRef, useState } from "react";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { Timeline } from "../timeline/timeline.tsx";
import { Provenance } from "../words/figure.tsx";
import { LaneRow } from "./lane-row.tsx";
import { useLayout } from "./layout.ts";
import { RungSwitch } from "./rung-switch.tsx";
import "./ladder.css";

/** Four rungs on one time axis. Where there is no room for four, one at a time, with a switch. */
export function Ladder(): ReactNode {
  const element = useRef<HTMLElement>(null);
  const layout = useLayout(element);
  const [chosen, choose] = useState<TransportName>("websocket");
  const rungs = layout === "narrow" ? [chosen] : TRANSPORTS;
  return (
    <section ref={element} className={`ladder panel ladder-${layout}`} aria-label="The ladder">
      {layout === "narrow" ? <RungSwitch chosen={chosen} choose={choose} /> : <Heads />}
      <ul className="lanes">
        {rungs.map((transport) => (
          <LaneRow key={transport} transport={transport} />
        ))}
      </ul>
      <Timeline rungs={rungs} isLabelled={layout === "middle"} />
    </section>
  );
}

function Heads(): ReactNode {
  return (
    <div className="heads quiet" aria-hidden="true">
      <span>per delivered message</span>
      <span>
        Staleness <Provenance from="browser" />
      </span>
      <span>
        Requests <Provenance from="server" />
      </span>
      <span>
        Bytes <Provenance from="server" />
      </span>
      <span>
        Missed <Provenance from="browser" />
      </span>
    </div>
  );
}

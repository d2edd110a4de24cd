import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { useLab, useLabState, useShown } from "../state/lab-context.ts";
import { Timeline } from "../timeline/timeline.tsx";
import { useWire } from "../timeline/wire.ts";
import { WireTable } from "../timeline/wire-table.tsx";
import { WireTimeline } from "../timeline/wire-timeline.tsx";
import { WireToolbar } from "../timeline/wire-toolbar.tsx";
import { Provenance } from "../words/figure.tsx";
import { LaneRow } from "./lane-row.tsx";
import { useLayout } from "./layout.ts";
import { RungSwitch } from "./rung-switch.tsx";
import "./ladder.css";

/** Loaded with the first arrow that is picked: most runs look at none. */
const loadInspector = async () => ({
  default: (await import("../inspector/tape-inspector.tsx")).TapeInspector,
});
const TapeInspector = lazy(loadInspector);

/** Four rungs on one time axis. Where there is no room for four, one at a time, with a switch. */
export function Ladder(): ReactNode {
  const { change } = useLab();
  const { settings, trace } = useLabState();
  const { network, schedule, counter, lanes } = settings.scenario;
  const element = useRef<HTMLElement>(null);
  const [hasTimeline] = useShown("timeline");
  const room = useLayout(element);
  // Where no time axis runs through the rungs, the figures have its place.
  const layout = room === "wide" && !hasTimeline ? "middle" : room;
  const [chosen, choose] = useState<TransportName>("websocket");
  const [slowed, slow] = useState<{ readonly from: number; readonly to: number }>();
  // A link that runs other lanes than the one that is shown is about those.
  useEffect(() => choose((shown) => (lanes.includes(shown) ? shown : (lanes.at(-1) ?? shown))), [lanes]);
  // A trace may be looked through when there is no server any more to load it from.
  useEffect(() => void (trace && loadInspector()), [trace]);
  const rungs = layout === "narrow" ? [chosen] : TRANSPORTS;
  const wire = useWire(rungs);
  const isLabelled = layout === "middle";
  // The network sees each byte go by; without it there is what the browser saw of itself.
  const isWired = network !== undefined || trace !== undefined;

  // A rate that was set by hand since then is no slow motion any more.
  const isSlow = slowed !== undefined && schedule.rate === slowed.to;

  function slowDown(): void {
    const to = Math.max(0.1, schedule.rate / 10);
    change({ schedule: { ...schedule, rate: isSlow ? slowed.from : to } });
    slow(isSlow ? undefined : { from: schedule.rate, to });
  }

  return (
    <>
      <section ref={element} className={`ladder panel ladder-${layout}`} aria-label="The ladder">
        {layout === "narrow" ? <RungSwitch chosen={chosen} choose={choose} /> : <Heads />}
        <ul className="lanes">
          {rungs.map((transport) => (
            <LaneRow key={transport} transport={transport} />
          ))}
        </ul>
        {!hasTimeline ? null : isWired ? (
          <>
            <WireTimeline {...wire} rungs={rungs} isLabelled={isLabelled} />
            <div className="wire-foot">
              <WireToolbar
                {...wire}
                slowDown={counter === "private" ? slowDown : undefined}
                isSlow={isSlow}
              />
              <WireTable {...wire} rungs={rungs} />
            </div>
          </>
        ) : (
          <Timeline rungs={rungs} isLabelled={isLabelled} />
        )}
      </section>
      {hasTimeline && isWired && wire.picked !== undefined && (
        <Suspense>
          <TapeInspector {...wire} origin={location.origin} />
        </Suspense>
      )}
    </>
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

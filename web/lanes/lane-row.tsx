import { type CSSProperties, memo, type ReactNode } from "react";
import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { LaneView } from "../measuring/snapshot.ts";
import { useLab, useSnapshot } from "../state/lab-context.ts";
import { Figure } from "../words/figure.tsx";
import { NOTHING, showBytes, showMs, showParts, showRatio, text } from "../words/format.ts";
import { sayState } from "../words/words.ts";
import { costsOf, dataOf } from "./lane-figures.ts";

/** One rung: its live value, what it is doing, and what each delivered message costs. */
export const LaneRow = memo(function LaneRow({
  transport,
}: {
  readonly transport: TransportName;
}): ReactNode {
  const lane = useSnapshot((snapshot) => snapshot?.lanes[transport]);
  const now = useSnapshot((snapshot) => snapshot?.at ?? 0);
  const isOff = !lane || lane.state.kind === "off";
  return (
    <li
      className={isOff ? "lane lane-off" : "lane"}
      data-transport={transport}
      data-testid={`lane-${transport}`}
      {...(lane && dataOf(lane))}
    >
      <Lead transport={transport} value={lane?.value} isOff={isOff}>
        {lane ? <StateWords state={lane.state} now={now} /> : "not started"}
      </Lead>
      <LaneFigures transport={transport} lane={lane} />
    </li>
  );
});

interface LeadProps {
  readonly transport: TransportName;
  readonly value: number | undefined;
  readonly isOff: boolean;
  readonly children: ReactNode;
}

function Lead({ transport, value, isOff, children }: LeadProps): ReactNode {
  const { increment } = useLab();
  return (
    <div className="lead">
      <span
        className="value figure"
        data-testid={`value-${transport}`}
        style={{ "--digits": Math.max(4, String(value ?? 0).length) } as CSSProperties}
      >
        {value ?? "–"}
      </span>
      <h3>{LABELS[transport]}</h3>
      <p className="state quiet" data-testid={`state-${transport}`}>
        {children}
      </p>
      <button
        type="button"
        data-testid={`increment-${transport}`}
        aria-label={`Count one up by ${LABELS[transport]}`}
        disabled={isOff}
        onClick={() => increment(transport)}
      >
        +1
      </button>
    </div>
  );
}

function StateWords({ state, now }: { readonly state: LaneView["state"]; readonly now: number }): ReactNode {
  const reason = state.kind === "reconnecting" ? state.reason : undefined;
  return <span title={reason}>{sayState(state, now)}</span>;
}

function LaneFigures({
  transport,
  lane,
}: {
  readonly transport: TransportName;
  readonly lane: LaneView | undefined;
}): ReactNode {
  const costs = lane && costsOf(lane);
  const { staleness, missed, delivered } = lane?.figures ?? {};
  return (
    <dl className="figures">
      <div data-testid={`staleness-${transport}`}>
        <dt>Staleness</dt>
        <dd>
          <Figure shown={showMs(staleness?.p50)} />
          {staleness && <small className="figure quiet">p95 {text(showMs(staleness.p95))}</small>}
        </dd>
      </div>
      <div data-testid={`requests-${transport}`}>
        <dt>Requests</dt>
        <dd>
          <Figure shown={showRatio(costs?.requests)} />
        </dd>
      </div>
      <div data-testid={`bytes-${transport}`}>
        <dt>Bytes</dt>
        <dd>
          <Figure shown={showBytes(costs?.bytes)} />
          {costs?.bytes !== undefined && (
            <small className="figure quiet">{showParts(costs.payload, costs.overhead)}</small>
          )}
          <BytesBar payload={costs?.payload ?? 0} bytes={costs?.bytes ?? 0} />
        </dd>
      </div>
      <div data-testid={`missed-${transport}`}>
        <dt>Missed</dt>
        <dd>
          <Figure shown={delivered ? { figure: String(missed), unit: "" } : NOTHING} />
        </dd>
      </div>
    </dl>
  );
}

/** The dearest lane's bytes a message fill the column; the others are as long as they are cheap. */
function BytesBar({ payload, bytes }: { readonly payload: number; readonly bytes: number }): ReactNode {
  const dearest = useSnapshot((snapshot) =>
    snapshot ? Math.max(0, ...Object.values(snapshot.lanes).map((lane) => costsOf(lane).bytes ?? 0)) : 0,
  );
  const share = (part: number) => (dearest > 0 ? `${(100 * part) / dearest}%` : "0");
  return (
    <span className="bytes-bar" aria-hidden="true">
      <span className="bytes-overhead" style={{ width: share(bytes) }} />
      <span className="bytes-payload" style={{ width: share(payload) }} />
    </span>
  );
}

import { type CSSProperties, memo, type ReactNode } from "react";
import { LABELS, type TransportName } from "#protocol/transports.ts";
import type { LaneView } from "../measuring/snapshot.ts";
import { useLab, useLabState, useSnapshot } from "../state/lab-context.ts";
import { NAMES, sayState } from "../words/words.ts";
import { dataOf } from "./costs.ts";
import { LaneFigures } from "./lane-figures.tsx";
import "./lane.css";

/** One rung: its live value, what it is doing, and what each delivered message costs. */
export const LaneRow = memo(function LaneRow({
  transport,
}: {
  readonly transport: TransportName;
}): ReactNode {
  const lane = useSnapshot((snapshot) => snapshot?.lanes[transport]);
  const now = useSnapshot((snapshot) => snapshot?.at ?? 0);
  const { isRunning } = useLabState();
  const isOff = !lane || lane.state.kind === "off";
  // What is said before there is a connection would be lost.
  const maySend = !isOff && lane.state.kind !== "connecting";
  return (
    <li
      className={isOff ? "lane lane-off" : "lane"}
      data-transport={transport}
      data-testid={`lane-${transport}`}
      {...(lane && dataOf(lane))}
    >
      <Lead transport={transport} value={lane?.value} maySend={maySend}>
        {lane ? <StateWords state={lane.state} now={now} isRunning={isRunning} /> : "not started"}
      </Lead>
      <LaneFigures transport={transport} lane={lane} />
    </li>
  );
});

interface LeadProps {
  readonly transport: TransportName;
  readonly value: number | undefined;
  readonly maySend: boolean;
  readonly children: ReactNode;
}

function Lead({ transport, value, maySend, children }: LeadProps): ReactNode {
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
      <h2>{LABELS[transport]}</h2>
      <p className="state quiet" data-testid={`state-${transport}`}>
        {children}
      </p>
      <button
        type="button"
        data-testid={`increment-${transport}`}
        aria-label={`+1 by ${NAMES[transport]}`}
        disabled={!maySend}
        onClick={() => increment(transport)}
      >
        +1
      </button>
    </div>
  );
}

interface StateWordsProps {
  readonly state: LaneView["state"];
  readonly now: number;
  readonly isRunning: boolean;
}

function StateWords({ state, now, isRunning }: StateWordsProps): ReactNode {
  const { trace } = useLabState();
  if (!isRunning) return trace ? "recorded" : "stopped";
  const reason = state.kind === "reconnecting" ? state.reason : undefined;
  return <span title={reason}>{sayState(state, now)}</span>;
}

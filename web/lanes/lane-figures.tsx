import type { ReactNode } from "react";
import type { TransportName } from "#protocol/transports.ts";
import type { LaneView } from "../measuring/snapshot.ts";
import { useSnapshot } from "../state/lab-context.ts";
import { Figure, Provenance } from "../words/figure.tsx";
import { NOTHING, showBytes, showMs, showParts, showRatio, text } from "../words/format.ts";
import { costsOf } from "./costs.ts";

interface LaneFiguresProps {
  readonly transport: TransportName;
  readonly lane: LaneView | undefined;
}

/** The same four figures on every rung, in the same order: what a delivered message costs, and what was not delivered. */
export function LaneFigures({ transport, lane }: LaneFiguresProps): ReactNode {
  const costs = lane && costsOf(lane);
  const { staleness, missed, delivered } = lane?.figures ?? {};
  return (
    <dl className="figures">
      <div data-testid={`staleness-${transport}`}>
        <dt>
          Staleness <Provenance from="browser" />
        </dt>
        <dd>
          <Figure shown={showMs(staleness?.p50)} />
          {staleness && <small className="figure quiet">p95 {text(showMs(staleness.p95))}</small>}
        </dd>
      </div>
      <div data-testid={`requests-${transport}`}>
        <dt>
          Requests <Provenance from="server" />
        </dt>
        <dd>
          <Figure shown={showRatio(costs?.requests)} />
        </dd>
      </div>
      <div data-testid={`bytes-${transport}`}>
        <dt>
          Bytes <Provenance from="server" />
        </dt>
        <dd>
          <Figure shown={showBytes(costs?.bytes)} />
          {costs?.bytes !== undefined && (
            <small className="figure quiet">{showParts(costs.payload, costs.overhead)}</small>
          )}
          <BytesBar payload={costs?.payload ?? 0} bytes={costs?.bytes ?? 0} />
        </dd>
      </div>
      <div data-testid={`missed-${transport}`}>
        <dt>
          Missed <Provenance from="browser" />
        </dt>
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

import type { ReactNode } from "react";
import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import "./rung-switch.css";

interface RungSwitchProps {
  readonly chosen: TransportName;
  readonly choose: (transport: TransportName) => void;
}

/** Where there is room for one rung only: which. */
export function RungSwitch({ chosen, choose }: RungSwitchProps): ReactNode {
  return (
    <fieldset className="rung-switch">
      <legend className="unseen">Rung</legend>
      {TRANSPORTS.map((transport) => (
        <label key={transport} data-transport={transport}>
          <input type="radio" name="rung" checked={transport === chosen} onChange={() => choose(transport)} />
          {LABELS[transport]}
        </label>
      ))}
    </fieldset>
  );
}

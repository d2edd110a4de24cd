import type { ReactNode } from "react";
import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";

interface TransportChoiceProps {
  readonly chosen: TransportName;
  readonly choose: (transport: TransportName) => void;
}

/** The four rungs, of which one participant stands on one. */
export function TransportChoice({ chosen, choose }: TransportChoiceProps): ReactNode {
  return (
    <fieldset className="transport-choice">
      <legend className="unseen">Transport</legend>
      {TRANSPORTS.map((transport) => (
        <label key={transport} data-transport={transport}>
          <input
            type="radio"
            name="transport"
            checked={transport === chosen}
            onChange={() => choose(transport)}
          />
          {LABELS[transport]}
        </label>
      ))}
    </fieldset>
  );
}

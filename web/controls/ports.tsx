import type { ReactNode } from "react";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import { filterOf, sayAgreed } from "../network/words.ts";
import { useLab, useLabState, useNetwork, useSlowSnapshot } from "../state/lab-context.ts";
import { showBytes, text } from "../words/format.ts";

/** Whether the network's bytes are the meter's, and since when; while something is under way they are not, and say so. */
export function BytesAgreed(): ReactNode {
  const { truth } = useLab();
  const { counts } = useNetwork();
  const { trace } = useLabState();
  const snapshot = useSlowSnapshot(1000);
  if (trace || !counts || !snapshot || truth.list.length > 0) return null; // what does not agree is a notice
  const cut = TRANSPORTS.reduce((sum, transport) => sum + counts.lanes[transport].bytesCut, 0);
  return (
    <p className="quiet why" data-testid="bytes-agreed" data-exact={truth.apart === 0}>
      {sayAgreed(truth)}
      {cut > 0 && ` ${text(showBytes(cut))} came from the server, and were cut off on their way.`}
    </p>
  );
}

/** Which port is whose, as a filter for Wireshark, in fields to copy from: plain http has no clipboard. */
export function Ports(): ReactNode {
  const { ports } = useNetwork();
  if (!ports) return null;
  const rows = TRANSPORTS.map((transport) => ({
    key: transport,
    label: LABELS[transport],
    filter: filterOf([ports[transport]]),
  }));
  const all = { key: "all", label: "All four", filter: filterOf(TRANSPORTS.map((name) => ports[name])) };
  return (
    <fieldset className="ports">
      <legend className="quiet">Filters for Wireshark</legend>
      {[...rows, all].map(({ key, label, filter }) => (
        <label key={key} data-transport={key} className="port">
          <span>{label}</span>
          <input
            className="figure"
            data-testid={`filter-${key}`}
            readOnly
            value={filter}
            size={filter.length + 1}
            onFocus={({ target }) => target.select()}
          />
        </label>
      ))}
    </fieldset>
  );
}

import type { ReactNode } from "react";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import { type Aftermath, LATE_MS } from "../network/aftermath.ts";
import { useLab, useLabState, useSlowSnapshot } from "../state/lab-context.ts";
import { Figure, Provenance } from "../words/figure.tsx";
import { type Shown, showMs } from "../words/format.ts";

/** So many incidents, newest first. */
const SHOWN = 5;

/** What each thing that was done to the network meant for each lane. There once something was. */
export function AftermathTable(): ReactNode {
  const { aftermath } = useLab();
  const { trace } = useLabState();
  useSlowSnapshot(1000);
  const newestFirst = (trace?.aftermath ?? aftermath.list).toReversed().slice(0, SHOWN);
  if (newestFirst.length === 0) return null;
  return (
    <table className="aftermath" data-testid="aftermath">
      <caption>
        After what was done to the network <Provenance from="browser" />
      </caption>
      <thead>
        <tr>
          <th scope="col">What happened</th>
          <th scope="col">Transport</th>
          <th scope="col">Noticed after</th>
          <th scope="col">News again after</th>
          <th scope="col">Missed</th>
          <th scope="col">Twice</th>
          <th scope="col">Late, over {LATE_MS / 1000} s</th>
        </tr>
      </thead>
      {newestFirst.map((one) => (
        <AftermathRows key={one.at} aftermath={one} />
      ))}
    </table>
  );
}

function AftermathRows({ aftermath }: { readonly aftermath: Aftermath }): ReactNode {
  return (
    <tbody>
      {TRANSPORTS.map((transport, i) => {
        const { noticedMs, backMs, missed, duplicated, late } = aftermath.lanes[transport];
        return (
          <tr
            key={transport}
            data-transport={transport}
            data-incident={aftermath.words}
            data-noticed={noticedMs}
            data-back={backMs}
            data-missed={missed}
            data-twice={duplicated}
            data-late={late}
          >
            {i === 0 && (
              <th scope="rowgroup" rowSpan={TRANSPORTS.length}>
                {aftermath.words}
              </th>
            )}
            <th scope="row">{LABELS[transport]}</th>
            <td>
              {noticedMs === undefined ? (
                <span className="quiet">not noticed</span>
              ) : (
                <Figure shown={showMs(noticedMs)} />
              )}
            </td>
            <td>
              {backMs === undefined ? (
                <span className="quiet">not yet</span>
              ) : (
                <Figure shown={showMs(backMs)} />
              )}
            </td>
            {[missed, duplicated, late].map((count, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: three columns, always the same
              <td key={column}>
                <Figure shown={showCount(count)} />
              </td>
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}

const showCount = (count: number): Shown => ({ figure: String(count), unit: "" });

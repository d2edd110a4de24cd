import type { ReactNode } from "react";
import { LABELS, TRANSPORTS, type TransportName } from "#protocol/transports.ts";
import { Figure, Provenance } from "../words/figure.tsx";
import { showBytes } from "../words/format.ts";
import type { Cost, CostKind, LastCosts, Ledger } from "./ledger.ts";

interface CostPanelProps {
  readonly totals: Ledger["totals"];
  readonly last: Ledger["last"];
  readonly transport: TransportName;
}

const QUESTIONS: Readonly<Record<CostKind, { readonly title: string; readonly what: string }>> = {
  said: {
    title: "Your last message",
    what: "All that it set off: its answer, its echo, by long polling the next poll. By short polling the echo comes with a poll that is asked anyway.",
  },
  typing: {
    title: "Your last sign of typing",
    what: "A socket puts it into a frame. All else makes a whole request of it, with headers and token.",
  },
};

/** What each transport has cost this participant, as the server has counted it. */
export function CostPanel({ totals, last, transport }: CostPanelProps): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keyboard, too (WCAG 2.1.1)
    <aside className="costs panel" aria-label="Costs" tabIndex={0}>
      <h2>
        What it costs you <Provenance from="server" />
      </h2>
      <table data-testid="costs">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">Transport</span>
            </th>
            <th scope="col">Requests</th>
            <th scope="col">Up</th>
            <th scope="col">Down</th>
            <th scope="col">Messages</th>
          </tr>
        </thead>
        <tbody>
          {TRANSPORTS.map((name) => (
            <Row key={name} transport={name} cost={totals[name]} isChosen={name === transport} />
          ))}
        </tbody>
      </table>
      {(["said", "typing"] as const).map((kind) => (
        <Comparison key={kind} kind={kind} costs={last[kind]} />
      ))}
      <p className="quiet note">
        Two channels each: the room, and your inbox. Switch the transport, and say the same again.
      </p>
    </aside>
  );
}

interface RowProps {
  readonly transport: TransportName;
  readonly cost: Cost | undefined;
  readonly isChosen: boolean;
}

function Row({ transport, cost, isChosen }: RowProps): ReactNode {
  return (
    <tr data-transport={transport} data-chosen={isChosen} data-testid={`cost-${transport}`}>
      <th scope="row">{LABELS[transport]}</th>
      <td>
        <Figure shown={showCount(cost?.requests)} />
      </td>
      <td>
        <Figure shown={showBytes(cost?.bytesIn)} />
      </td>
      <td>
        <Figure shown={showBytes(cost?.bytesOut)} />
      </td>
      <td>
        <Figure shown={showCount(cost?.messages)} />
      </td>
    </tr>
  );
}

/** One thing sent by each of the four, as far as it was: bytes up and down, on one scale. */
function Comparison({ kind, costs }: { readonly kind: CostKind; readonly costs: LastCosts }): ReactNode {
  const { title, what } = QUESTIONS[kind];
  const most = Math.max(1, ...Object.values(costs).map(({ bytesIn, bytesOut }) => bytesIn + bytesOut));
  return (
    <section className="last" data-testid={`last-${kind}`}>
      <h3>{title}</h3>
      <p className="quiet">{what}</p>
      <dl>
        {TRANSPORTS.map((name) => (
          <Bar key={name} transport={name} cost={costs[name]} most={most} />
        ))}
      </dl>
    </section>
  );
}

interface BarProps {
  readonly transport: TransportName;
  readonly cost: LastCosts[TransportName];
  readonly most: number;
}

function Bar({ transport, cost, most }: BarProps): ReactNode {
  const share = (bytes: number) => `${(100 * bytes) / most}%`;
  return (
    <div
      data-transport={transport}
      data-up={cost?.bytesIn}
      data-down={cost?.bytesOut}
      data-requests={cost?.requests}
    >
      <dt>
        {LABELS[transport]}
        {cost && cost.textBytes > 0 && <small className="quiet">text {cost.textBytes} B</small>}
      </dt>
      <dd>
        {cost ? (
          <>
            <span className="figure">{text(cost)}</span>
            <span className="cost-bar" aria-hidden="true">
              <i style={{ width: share(cost.bytesIn) }} />
              <i style={{ width: share(cost.bytesOut) }} />
            </span>
          </>
        ) : (
          <span className="quiet">not yet</span>
        )}
      </dd>
    </div>
  );
}

function text({ bytesIn, bytesOut, requests }: Cost): string {
  const asked = requests === 0 ? "no request" : requests === 1 ? "1 request" : `${requests} requests`;
  return `↑ ${bytesIn} B  ↓ ${bytesOut} B  ${asked}`;
}

function showCount(count: number | undefined) {
  return { figure: count === undefined ? "–" : String(count), unit: "" };
}

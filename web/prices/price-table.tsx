import type { ReactNode } from "react";
import { SYMBOLS } from "#protocol/prices.ts";
import { LABELS, TRANSPORTS } from "#protocol/transports.ts";
import { Figure, Provenance } from "../words/figure.tsx";
import { showMs } from "../words/format.ts";
import { sayState } from "../words/words.ts";
import { useDesk, useDeskState } from "./desk-context.ts";
import { grouped } from "./flow.tsx";
import type { Quote } from "./ticker.ts";

/** Live prices, by the transport that is chosen. */
export function PriceTable(): ReactNode {
  const desk = useDesk();
  const { quotes, link } = useDeskState();
  return (
    <section aria-labelledby="quotes-name" className="panel quotes">
      <header>
        <h2 id="quotes-name">
          Live prices <Provenance from="browser" />
        </h2>
        <fieldset className="by">
          <legend className="unseen">Heard by</legend>
          {TRANSPORTS.map((transport) => (
            <label key={transport} data-transport={transport}>
              <input
                type="radio"
                name="by"
                checked={transport === link.by}
                onChange={() => desk.change({ by: transport })}
              />
              {LABELS[transport]}
            </label>
          ))}
        </fieldset>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="scroll" aria-label="Table of live prices" tabIndex={0}>
        <table data-transport={link.by}>
          <thead>
            <tr>
              <th scope="col">Symbol</th>
              <th scope="col">Price</th>
              <th scope="col">Change</th>
              <th scope="col">High</th>
              <th scope="col">Low</th>
              <th scope="col">Age</th>
              <th scope="col">Heard</th>
              <th scope="col" className="state">
                Connection
              </th>
            </tr>
          </thead>
          <tbody>
            {SYMBOLS.map((symbol) => (
              <Row key={symbol} symbol={symbol} quote={quotes[symbol]} now={desk.now()} />
            ))}
          </tbody>
        </table>
      </section>
      <p className="quiet">
        {link.by === "short-polling"
          ? "Asks once a second, and is told the newest: what came in between it never knows, and need not."
          : link.by === "websocket"
            ? "A socket for each symbol. Every price that the gateway tells arrives, unless this page is too slow."
            : "A connection for each symbol: four of the six that a browser gives one host by HTTP/1.1, so a second tab of this kind waits."}
      </p>
    </section>
  );
}

interface RowProps {
  readonly symbol: string;
  readonly quote: Quote;
  readonly now: number;
}

function Row({ symbol, quote, now }: RowProps): ReactNode {
  const { price, at, direction, heard, leftOut, state } = quote;
  const sign = direction > 0 ? "▲" : direction < 0 ? "▼" : "";
  return (
    <tr data-testid={`quote-${symbol}`}>
      <th scope="row">{symbol}</th>
      <td className="figure mid">
        <span aria-hidden="true" className="direction">
          {sign}
        </span>
        <span data-testid={`mid-${symbol}`}>{price?.mid.toFixed(2) ?? "–"}</span>
      </td>
      <td className="figure">
        {price ? `${price.change < 0 ? "−" : "+"}${Math.abs(price.change).toFixed(2)} %` : "–"}
      </td>
      <td className="figure">{price?.high.toFixed(2) ?? "–"}</td>
      <td className="figure">{price?.low.toFixed(2) ?? "–"}</td>
      <td>
        <Figure shown={showMs(at === undefined ? undefined : Math.max(0, now - at))} />
      </td>
      <td className="figure">
        {grouped(heard)}
        {leftOut > 0 && <span className="unit">{grouped(leftOut)} left out</span>}
      </td>
      <td className="quiet state">{sayState(state, now)}</td>
    </tr>
  );
}

import type { ReactNode } from "react";
import { SYMBOLS } from "#protocol/prices.ts";
import { Provenance } from "../words/figure.tsx";
import { showBytes, text } from "../words/format.ts";
import { NAMES } from "../words/words.ts";
import { useDeskState } from "./desk-context.ts";

/** The five parts of the flow, with what has passed between them. */
export function Flow(): ReactNode {
  const { figures, rates, quotes, link, server } = useDeskState();
  const counts = figures?.counts;
  const feed = figures?.feed;
  const shown = SYMBOLS.reduce((sum, symbol) => sum + quotes[symbol].heard, 0);
  return (
    <section aria-labelledby="flow-name" className="panel flow-panel">
      <h2 id="flow-name">
        The flow <Provenance from="server" />
      </h2>
      <ol className="flow">
        <Box name="Feed" where={whereFeed(feed)}>
          A random walk of each symbol: bid and ask.
        </Box>
        <Arrow id="ticks" what="ticks" count={counts?.ticks} rate={rates.ticks} />
        <Box name="Engine" where={whereFeed(feed)}>
          Mid, change, high, low. A tick that changes nothing is no price.
        </Box>
        <Arrow
          id="prices"
          what="prices"
          count={counts?.prices}
          rate={rates.prices}
          aside={counts?.superseded ? `${grouped(counts.superseded)} overtaken` : undefined}
        />
        <Box name="Backplane" where="keeps the newest of each">
          Every server hears the same log, and says where it was.
        </Box>
        <Arrow id="arrived" what="arrived here" count={counts?.arrived} rate={rates.arrived} />
        <Box name="Gateway" where={figures?.server ? `server ${figures.server}` : "this server"}>
          Tells its readers: one write each, and no queue of their own.
        </Box>
        <Arrow
          id="told"
          what="told to all readers"
          count={counts?.told}
          rate={rates.told}
          aside={counts ? `${grouped(counts.coalesced)} left out` : undefined}
        />
        <Box name="This page" where={`by ${NAMES[link.by]}${server ? `, from ${server}` : ""}`}>
          <span data-testid="shown" className="figure strong">
            {grouped(shown)}
          </span>{" "}
          shown <Provenance from="browser" />
        </Box>
      </ol>
      <p className="quiet flow-foot">
        {feed && `${feed.rate} ticks a second of each symbol that somebody listens to, `}
        {feed && `with ${text(showBytes(feed.padding))} of filler. `}
        One server feeds all: the one with the lowest id of those with a listener. When it is gone another
        takes over within two seconds, and goes on from the last price.
      </p>
    </section>
  );
}

function whereFeed(feed: { server: string | undefined; isHere: boolean } | undefined): string {
  if (!feed || feed.server === undefined) return "rests: nobody listens";
  if (feed.server === "") return "this server";
  return `server ${feed.server}${feed.isHere ? "" : ", another one"}`;
}

interface BoxProps {
  readonly name: string;
  readonly where: string;
  readonly children: ReactNode;
}

function Box({ name, where, children }: BoxProps): ReactNode {
  return (
    <li className="flow-box">
      <h3>{name}</h3>
      <p className="flow-where">{where}</p>
      <p className="quiet">{children}</p>
    </li>
  );
}

interface ArrowProps {
  readonly id: string;
  readonly what: string;
  readonly count: number | undefined;
  readonly rate: number | undefined;
  readonly aside?: string | undefined;
}

function Arrow({ id, what, count, rate, aside }: ArrowProps): ReactNode {
  return (
    <li className="flow-arrow">
      <span className="figure strong" data-testid={`flow-${id}`}>
        {count === undefined ? "–" : grouped(count)}
      </span>
      <span className="quiet">{what}</span>
      <span className="flow-line" aria-hidden="true" />
      <span className="figure">
        {rate === undefined ? "–" : rate < 9.95 ? rate.toFixed(1) : Math.round(rate)}
        <span className="unit">/s</span>
      </span>
      <span className="quiet">{aside ?? "\u00a0"}</span>
    </li>
  );
}

/** `12 345`: digits in threes, with a narrow space that does not break. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

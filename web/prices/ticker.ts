import type { Envelope, ResetPayload } from "#protocol/envelope.ts";
import { type PricePayload, type PriceSymbol, priceChannel, SYMBOLS } from "#protocol/prices.ts";
import { channelPath, type TransportName } from "#protocol/transports.ts";
import type { LaneState } from "../measuring/snapshot.ts";
import type { Connection, Time } from "../transports/transport.ts";
import { CONNECT } from "../transports/transports.ts";

/** A line of the table of prices. */
export interface Quote {
  readonly price: PricePayload | undefined;
  /** When the server said it, ms since 1970 by its clock. */
  readonly at: number | undefined;
  /** Against the one before: 1, 0 or −1. */
  readonly direction: number;
  /** Prices that came. */
  readonly heard: number;
  /** Prices that were left out on the way. */
  readonly leftOut: number;
  readonly state: LaneState;
}

export type Quotes = Readonly<Record<PriceSymbol, Quote>>;

/** The live prices of all symbols, each by a connection of its own. */
export interface Ticker {
  readonly quotes: Quotes;
  /** The server that tells them, where it is one of many. */
  readonly server: string | undefined;
  close(): void;
}

export interface TickerParts {
  readonly origin: string;
  readonly session: string;
  readonly by: TransportName;
  readonly time: Time;
  readonly changed: () => void;
}

const NONE: Quote = {
  price: undefined,
  at: undefined,
  direction: 0,
  heard: 0,
  leftOut: 0,
  state: { kind: "off" },
};
export const NO_QUOTES: Quotes = Object.freeze(
  Object.fromEntries(SYMBOLS.map((symbol) => [symbol, NONE])) as Record<PriceSymbol, Quote>,
);
/** Between two short polls. */
const POLL_MS = 1000;

export function openTicker({ origin, session, by, time, changed }: TickerParts): Ticker {
  const quotes: Record<PriceSymbol, Quote> = { ...NO_QUOTES };
  let server: string | undefined;

  function change(symbol: PriceSymbol, part: Partial<Quote>): void {
    quotes[symbol] = { ...quotes[symbol], ...part };
    changed();
  }

  function hear(symbol: PriceSymbol, envelope: Envelope): void {
    const { price, heard, leftOut } = quotes[symbol];
    if (envelope.type === "dropped") {
      const { from, to } = envelope.payload as { from: number; to: number };
      change(symbol, { leftOut: leftOut + to - from + 1 });
      return;
    }
    const isReset = envelope.type === "reset";
    const payload = isReset ? (envelope.payload as ResetPayload).snapshot : envelope.payload;
    if (!payload) return;
    const next = payload as PricePayload;
    const direction = Math.sign(next.mid - (price?.mid ?? next.mid));
    change(symbol, { price: next, at: envelope.at, direction, heard: heard + (isReset ? 0 : 1) });
  }

  const open = (symbol: PriceSymbol): Connection =>
    CONNECT[by]({
      channelUrl: `${origin}${channelPath(priceChannel(symbol), by).replace(`/${by}`, "")}`,
      session,
      settings: () => ({ pollMs: POLL_MS, holdS: 25, etag: false }),
      time,
      random: Math.random,
      listener: {
        message: (envelope) => hear(symbol, envelope),
        duplicate() {},
        state: (state) => change(symbol, { state }),
        request: () => () => {},
        probe() {},
        server(name) {
          server = name;
        },
      },
    });
  const connections = SYMBOLS.map(open);

  return {
    get quotes() {
      return quotes;
    },
    get server() {
      return server;
    },
    close() {
      for (const connection of connections) connection.close();
    },
  };
}

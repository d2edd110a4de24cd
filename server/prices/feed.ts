import type { PriceSymbol } from "#protocol/prices.ts";
import { createRandom } from "../channels/arrivals.ts";

/** What a market says: the best price that somebody would buy for, and that somebody would sell for. */
export interface Tick {
  readonly symbol: PriceSymbol;
  readonly bid: number;
  readonly ask: number;
}

/** Where the walks begin, in cents. */
const START: Readonly<Record<PriceSymbol, number>> = { ADA: 18_150, BYTE: 6_400, CRUX: 41_275, DELTA: 990 };

export interface Market {
  /** The next tick of a symbol. */
  tick(symbol: PriceSymbol): Tick;
}

/**
 * A random walk for each symbol, the same for the same seed. It goes up or down by some cents, and quite often not at all;
 * `startAt` is where another feed has left off.
 */
export function createMarket(seed: number, startAt: (symbol: PriceSymbol) => number | undefined): Market {
  const walks = new Map<PriceSymbol, () => number>();

  function walk(symbol: PriceSymbol): () => number {
    const random = createRandom(seed + START[symbol]);
    const begin = startAt(symbol);
    let cents = begin === undefined ? START[symbol] : Math.round(100 * begin);
    return () => {
      const steps = Math.floor(random() * 7) - 3;
      cents = Math.max(10, cents + (Math.abs(steps) === 3 ? 0 : steps));
      return cents;
    };
  }

  return {
    tick(symbol) {
      const next = walks.get(symbol) ?? walk(symbol);
      walks.set(symbol, next);
      const cents = next();
      return { symbol, bid: (cents - 1) / 100, ask: (cents + 1) / 100 };
    },
  };
}

import type { PricePayload, PriceSymbol } from "#protocol/prices.ts";

/** Takes prices to the backplane: one of a symbol at a time, and the newest of those that came meanwhile. */
export interface Outlet {
  readonly published: number;
  readonly superseded: number;
  offer(symbol: PriceSymbol, price: PricePayload): void;
}

/** A backplane that is slow, or away, must not make prices pile up: the newest is all that anyone wants to know. */
export function createOutlet(
  publish: (symbol: PriceSymbol, price: PricePayload) => Promise<unknown>,
): Outlet {
  const busy = new Set<PriceSymbol>();
  const next = new Map<PriceSymbol, PricePayload>();
  let published = 0;
  let superseded = 0;

  async function send(symbol: PriceSymbol, price: PricePayload): Promise<void> {
    busy.add(symbol);
    try {
      await publish(symbol, price);
      published += 1;
    } catch {
      superseded += 1; // the backplane is away, and says so itself; the next price is a better one
    }
    busy.delete(symbol);
    const waiting = next.get(symbol);
    next.delete(symbol);
    if (waiting) void send(symbol, waiting);
  }

  return {
    get published() {
      return published;
    },
    get superseded() {
      return superseded;
    },
    offer(symbol, price) {
      if (!busy.has(symbol)) return void send(symbol, price);
      if (next.has(symbol)) superseded += 1;
      next.set(symbol, price);
    },
  };
}

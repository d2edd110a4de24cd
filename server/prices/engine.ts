import type { PricePayload, PriceSymbol } from "#protocol/prices.ts";
import type { Tick } from "./feed.ts";

/** Makes prices of ticks: undefined where a tick changes nothing. */
export type Engine = (tick: Tick) => PricePayload | undefined;

interface Day {
  readonly open: number;
  mid: number;
  high: number;
  low: number;
}

/** `newest` is what another engine said last, so that the day goes on where that has left off. */
export function createEngine(newest: (symbol: PriceSymbol) => PricePayload | undefined): Engine {
  const days = new Map<PriceSymbol, Day>();

  function begin(symbol: PriceSymbol, mid: number): Day {
    const last = newest(symbol);
    if (!last) return { open: mid, mid: 0, high: mid, low: mid };
    return { open: last.mid / (1 + last.change / 100), mid: last.mid, high: last.high, low: last.low };
  }

  return ({ symbol, bid, ask }) => {
    const mid = cents((bid + ask) / 2);
    const day = days.get(symbol) ?? begin(symbol, mid);
    days.set(symbol, day);
    if (mid === day.mid) return undefined;
    day.mid = mid;
    day.high = Math.max(day.high, mid);
    day.low = Math.min(day.low, mid);
    return { mid, change: cents((100 * (mid - day.open)) / day.open), high: day.high, low: day.low };
  };
}

function cents(amount: number): number {
  return Math.round(100 * amount) / 100;
}

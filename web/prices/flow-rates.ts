import type { FlowCounts, PriceFigures } from "#protocol/prices.ts";

/** How many pass each arrow in a second; undefined until that is known. */
export type FlowRates = Readonly<Record<keyof FlowCounts, number | undefined>>;

/** Over so long, ms: longer holds still, shorter follows. */
const SPAN_MS = 3000;

/** Rates from the counts of the last seconds. Another server, or one that began anew, counts from another zero. */
export function createFlowRates(): { of(figures: PriceFigures | undefined): FlowRates } {
  let seen: PriceFigures[] = [];
  return {
    of(figures) {
      if (figures) {
        const isOther = seen.at(-1) && (seen.at(-1)?.counts.arrived ?? 0) > figures.counts.arrived;
        seen = isOther ? [figures] : [...seen, figures].filter(({ at }) => at > figures.at - SPAN_MS);
      }
      const [first, last] = [seen[0], seen.at(-1)];
      const seconds = ((last?.at ?? 0) - (first?.at ?? 0)) / 1000;
      const rate = (key: keyof FlowCounts) =>
        first && last && seconds > 0 ? (last.counts[key] - first.counts[key]) / seconds : undefined;
      return {
        ticks: rate("ticks"),
        prices: rate("prices"),
        published: rate("published"),
        superseded: rate("superseded"),
        arrived: rate("arrived"),
        told: rate("told"),
        coalesced: rate("coalesced"),
      };
    },
  };
}
